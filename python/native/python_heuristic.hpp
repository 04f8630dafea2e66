// A caller's function that estimates how far it is from a node.
#pragma once

#include <nanobind/nanobind.h>

#include <exception>

#include "attachment.hpp"
#include "wirespeed/base/error.hpp"
#include "wirespeed/graph/types.hpp"

namespace wirespeed::python {

// Python's function from a node to a number. What it raises is kept until the search has ended.
class PythonHeuristic {
 public:
  explicit PythonHeuristic(nanobind::callable function) : function_(std::move(function)) {}

  Result<double> operator()(graph::NodeId node) {
    const Attached attached;
    try {
      return unless_python_ends([&] {
        const double left = PyFloat_AsDouble(function_(node).ptr());
        if (left == -1 && PyErr_Occurred() != nullptr) nanobind::raise_python_error();
        return left;
      });
    } catch (...) {
      raised_ = std::current_exception();
      return fail(Errc::cancelled, "the heuristic raised an exception");
    }
  }
  void rethrow() const {
    if (raised_) std::rethrow_exception(raised_);
  }

 private:
  nanobind::callable function_;
  std::exception_ptr raised_;
};

}  // namespace wirespeed::python
