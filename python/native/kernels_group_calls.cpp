// unique(), factorize() and group().
#include <array>

#include "kernels_call.hpp"
#include "kernels_groups.hpp"
#include "kernels_objects.hpp"

namespace wirespeed::python {
namespace {

struct UniqueOptions {
  bool index = false;
  bool inverse = false;
  bool counts = false;
  bool sorted = false;

  bool take(PyObject* name, PyObject* value) {
    return take_flag(name, value, "index", index) || take_flag(name, value, "inverse", inverse) ||
           take_flag(name, value, "counts", counts) || take_flag(name, value, "sorted", sorted);
  }
};

PyObject* numbers_of(std::span<const std::uint32_t> numbers) {
  PyObject* made = new_array(NPY_INT64, static_cast<std::int64_t>(numbers.size()));
  if (made != nullptr) std::ranges::copy(numbers, items_of<std::int64_t>(made));
  return made;
}

PyObject* codes_of(const kernels::Factorized& found) {
  PyObject* made = new_array(NPY_INT32, static_cast<std::int64_t>(found.codes.size()));
  if (made != nullptr) std::ranges::copy(found.codes, items_of<std::uint32_t>(made));
  return made;
}

PyObject* counts_of(const kernels::Factorized& found) {
  PyObject* made = new_array(NPY_INT64, found.groups());
  if (made == nullptr) return nullptr;
  auto* counts = items_of<std::int64_t>(made);
  std::fill_n(counts, found.groups(), 0);
  for (const std::uint32_t code : found.codes) {
    if (code != kernels::kNoGroup) ++counts[code];
  }
  return made;
}

// What was asked for: one object, or a tuple of some. Takes the references; nullptr with an error set if one is
// missing.
class Answers {
 public:
  bool add(PyObject* answer) {
    answers_[count_++] = Owned(answer);
    return answer != nullptr;
  }
  PyObject* finish() {
    if (count_ == 1) return answers_[0].release();
    PyObject* all = PyTuple_New(static_cast<Py_ssize_t>(count_));
    for (std::size_t i = 0; all != nullptr && i < count_; ++i) {
      PyTuple_SET_ITEM(all, static_cast<Py_ssize_t>(i), answers_[i].release());
    }
    return all;
  }

 private:
  std::array<Owned, 4> answers_;
  std::size_t count_ = 0;
};

}  // namespace

PyObject* unique(PyObject* /*module*/, PyObject* const* args, Py_ssize_t count, PyObject* names) {
  return within_memory([&]() -> PyObject* {
    UniqueOptions asked;
    if (count != 1) {
      PyErr_Format(PyExc_TypeError, "unique() takes one array, found %zd arguments", count);
      return nullptr;
    }
    const auto put = [&](PyObject* name, PyObject* value) { return asked.take(name, value); };
    std::vector<InputArray> keys;
    kernels::Factorized found;
    if (!read_keywords("unique", args + count, names, put) || !take_arrays("unique", args, count, keys) ||
        !find_groups("unique", keys, kernels::Nulls::group, asked.sorted, found)) {
      return nullptr;
    }
    Answers answers;
    const bool ok =
        answers.add(taken(keys.front(), found.first)) && (!asked.index || answers.add(numbers_of(found.first))) &&
        (!asked.inverse || answers.add(codes_of(found))) && (!asked.counts || answers.add(counts_of(found)));
    return ok ? answers.finish() : nullptr;
  });
}

PyObject* factorize(PyObject* /*module*/, PyObject* const* args, Py_ssize_t count, PyObject* names) {
  return within_memory([&]() -> PyObject* {
    kernels::Nulls nulls = kernels::Nulls::group;
    const auto put = [&](PyObject* name, PyObject* value) { return take_nulls(name, value, nulls); };
    std::vector<InputArray> keys;
    kernels::Factorized found;
    if (!read_keywords("factorize", args + count, names, put) || !take_arrays("factorize", args, count, keys) ||
        !find_groups("factorize", keys, nulls, false, found)) {
      return nullptr;
    }
    Answers answers;
    return answers.add(codes_of(found)) && answers.add(keys_at(keys, found.first)) ? answers.finish() : nullptr;
  });
}

PyObject* group(PyObject* /*module*/, PyObject* const* args, Py_ssize_t count, PyObject* names) {
  return within_memory([&]() -> PyObject* {
    kernels::Nulls nulls = kernels::Nulls::group;
    bool is_sorted = false;
    const auto put = [&](PyObject* name, PyObject* value) {
      return take_nulls(name, value, nulls) || take_flag(name, value, "sorted", is_sorted);
    };
    std::vector<InputArray> keys;
    kernels::Factorized found;
    if (!read_keywords("group", args + count, names, put) || !take_arrays("group", args, count, keys) ||
        !find_groups("group", keys, nulls, is_sorted, found, kernels::CodeMemory::may_be_the_keys)) {
      return nullptr;
    }
    return groups_of(std::move(keys), std::move(found));
  });
}

}  // namespace wirespeed::python
