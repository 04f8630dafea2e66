#include "kernels_call.hpp"

namespace wirespeed::python {

PyObject* refuse(const char* operation, const Error& error) {
  set_python_error({error.code, fmt::format("{}: {}", operation, error.message)});
  return nullptr;
}

bool take_nulls(PyObject* name, PyObject* value, kernels::Nulls& out) {
  if (!is_named(name, "nulls")) return false;
  const bool is_text = PyUnicode_Check(value);
  if (is_text && is_named(value, "group")) {
    out = kernels::Nulls::group;
  } else if (is_text && is_named(value, "drop")) {
    out = kernels::Nulls::drop;
  } else if (is_text && is_named(value, "error")) {
    out = kernels::Nulls::error;
  } else {
    PyErr_Format(PyExc_ValueError, "nulls: expected 'group', 'drop' or 'error', found %R", value);
  }
  return true;
}

bool take_arrays(const char* operation, PyObject* const* objects, Py_ssize_t count, std::vector<InputArray>& out,
                 Use use) {
  out.resize(static_cast<std::size_t>(count));
  for (Py_ssize_t i = 0; i < count; ++i) {
    if (!out[static_cast<std::size_t>(i)].take(objects[i], operation, use)) return false;
  }
  return true;
}

namespace {

constexpr std::size_t kFewKeys = 8;

bool find(const char* operation, std::span<const kernels::Key> keys, kernels::Nulls nulls, bool is_sorted,
          kernels::Factorized& out, kernels::CodeMemory memory) {
  const std::int64_t rows = keys.empty() ? 0 : keys[0].view.length;
  auto found = without_python(rows, [&] {
    auto made = kernels::factorize(keys, nulls, 0, is_sorted ? kernels::CodeMemory::own : memory);
    if (made && is_sorted) kernels::sort_groups(*made, keys);
    return made;
  });
  if (!found) return refuse(operation, found.error()) != nullptr;
  out = std::move(*found);
  return true;
}

}  // namespace

bool find_groups(const char* operation, const std::vector<InputArray>& keys, kernels::Nulls nulls, bool is_sorted,
                 kernels::Factorized& out, kernels::CodeMemory memory) {
  const auto put = [&](kernels::Key* to) {
    for (std::size_t i = 0; i < keys.size(); ++i) {
      to[i] = {keys[i].view(), keys[i].has_distinct_values(), keys[i].first_rows()};
    }
    return std::span<const kernels::Key>(to, keys.size());
  };
  if (keys.size() <= kFewKeys) {
    kernels::Key few[kFewKeys];
    return find(operation, put(few), nulls, is_sorted, out, memory);
  }
  std::vector<kernels::Key> many(keys.size());
  return find(operation, put(many.data()), nulls, is_sorted, out, memory);
}

}  // namespace wirespeed::python
