// wirespeed.kernels.Groups: its parts, made when they are asked for.
#include "kernels_groups.hpp"

#include <new>

#include "kernels_aggregate.hpp"
#include "kernels_apply.hpp"
#include "kernels_call.hpp"
#include "kernels_objects.hpp"

namespace wirespeed::python {
namespace {

PyTypeObject* type = nullptr;

GroupsObject* as_groups(PyObject* self) noexcept { return reinterpret_cast<GroupsObject*>(self); }

// int32 of the object's own memory.
PyObject* shown(PyObject* self, std::span<const std::uint32_t> numbers) {
  return array_over(NPY_INT32, static_cast<std::int64_t>(numbers.size()), numbers.data(), self);
}

PyObject* get_n(PyObject* self, void* /*closure*/) { return PyLong_FromUnsignedLong(as_groups(self)->found.groups()); }
PyObject* get_codes(PyObject* self, void* /*closure*/) { return shown(self, as_groups(self)->view().codes); }
PyObject* get_first(PyObject* self, void* /*closure*/) { return shown(self, as_groups(self)->found.first); }

PyObject* get_offsets(PyObject* self, void* /*closure*/) {
  return within_memory([&] { return shown(self, rows_of(*as_groups(self)).offsets); });
}

PyObject* get_order(PyObject* self, void* /*closure*/) {
  return within_memory([&] { return shown(self, rows_of(*as_groups(self)).order); });
}

PyObject* get_counts(PyObject* self, void* /*closure*/) {
  return within_memory([&]() -> PyObject* {
    const kernels::GroupView groups = as_groups(self)->view();
    PyObject* made = new_array(NPY_INT64, groups.groups);
    if (made == nullptr) return nullptr;
    auto* counts = items_of<std::int64_t>(made);
    std::fill_n(counts, groups.groups, 0);
    for (const std::uint32_t code : groups.codes) {
      if (code != kernels::kNoGroup) ++counts[code];
    }
    return made;
  });
}

PyObject* get_keys(PyObject* self, void* /*closure*/) {
  return within_memory([&] { return keys_at(as_groups(self)->keys, as_groups(self)->found.first); });
}

PyObject* slices(PyObject* self, PyObject* column) {
  return within_memory([&] { return slices_of(*as_groups(self), column); });
}

PyObject* agg(PyObject* self, PyObject* const* args, Py_ssize_t count, PyObject* names) {
  return kernels_agg(*as_groups(self), args, count, names);
}

PyObject* apply(PyObject* self, PyObject* const* args, Py_ssize_t count, PyObject* names) {
  return within_memory([&] { return applied(*as_groups(self), args, count, names); });
}

Py_ssize_t length(PyObject* self) { return as_groups(self)->found.groups(); }

PyObject* repr(PyObject* self) {
  const kernels::Factorized& found = as_groups(self)->found;
  return PyUnicode_FromFormat("Groups(n=%u, rows=%zu)", found.groups(), found.view().codes.size());
}

void destroy(PyObject* self) {
  as_groups(self)->~GroupsObject();
  PyTypeObject* cls = Py_TYPE(self);
  cls->tp_free(self);
  Py_DECREF(cls);
}

PyGetSetDef kAttributes[] = {
    {"n", get_n, nullptr, "How many groups there are.", nullptr},
    {"codes", get_codes, nullptr, "Of each row the number of its group, int32; -1 where it is in none.", nullptr},
    {"first", get_first, nullptr, "Of each group its first row, int32.", nullptr},
    {"counts", get_counts, nullptr, "Of each group how many rows it has, int64.", nullptr},
    {"offsets", get_offsets, nullptr, "Where in `order` each group begins, and where the last one ends, int32.",
     nullptr},
    {"order", get_order, nullptr, "The rows of the first group, then of the next, each in row order, int32.", nullptr},
    {"keys", get_keys, nullptr, "Of each group its key: an array, or a tuple of them for several keys.", nullptr},
    {nullptr, nullptr, nullptr, nullptr, nullptr},
};
PyMethodDef kMethods[] = {
    {"slices", slices, METH_O,
     "slices(column, /)\n--\n\nThe rows of each group of a column: a list of arrays that share one copy of it."},
    {"agg", as_method(agg), METH_FASTCALL | METH_KEYWORDS,
     "agg(**aggregates)\n--\n\n"
     "Aggregates of each group, all found in one walk over the rows: ``g.agg(total=(\"sum\", x), "
     "n=\"size\").total``.\n\n"
     ":param aggregates: each is a tuple of an aggregate's name, its columns and its parameters.\n"
     ":returns: Aggregates, with an array of results by each name.\n"
     ":raises OverflowError: when a sum or a range of integers leaves 64 bits."},
    {"apply", as_method(apply), METH_FASTCALL | METH_KEYWORDS,
     "apply(function, *columns, out=None)\n--\n\n"
     "What the function returns for the rows of each group, as an array.\n\n"
     ":param columns: each is given to the function as a NumPy array of the group's rows.\n"
     ":param out: the dtype of the result; without it NumPy finds one, or objects."},
    {nullptr, nullptr, 0, nullptr},
};
PyType_Slot kSlots[] = {
    {Py_tp_doc, const_cast<char*>("Rows of equal keys, as group() found them. Arrays share its memory, read-only.")},
    {Py_tp_dealloc, reinterpret_cast<void*>(destroy)},
    {Py_tp_repr, reinterpret_cast<void*>(repr)},
    {Py_tp_getset, kAttributes},
    {Py_tp_methods, kMethods},
    {Py_sq_length, reinterpret_cast<void*>(length)},
    {0, nullptr},
};
PyType_Spec kSpec = {
    "wirespeed.kernels.Groups",
    sizeof(GroupsObject),
    0,
    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION | Py_TPFLAGS_IMMUTABLETYPE,
    kSlots,
};

}  // namespace

GroupsObject::GroupsObject(PyTypeObject* cls, std::vector<InputArray> groups_keys, kernels::Factorized groups)
    : ob_base(), found(std::move(groups)), keys(std::move(groups_keys)) {
  PyObject_Init(reinterpret_cast<PyObject*>(this), cls);
}

PyObject* make_groups_type() {
  PyObject* made = PyType_FromSpec(&kSpec);
  type = reinterpret_cast<PyTypeObject*>(made);
  return made;
}

PyObject* groups_of(std::vector<InputArray> keys, kernels::Factorized found) {
  void* memory = PyObject_Malloc(sizeof(GroupsObject));
  if (memory == nullptr) return PyErr_NoMemory();
  return reinterpret_cast<PyObject*>(::new (memory) GroupsObject(type, std::move(keys), std::move(found)));
}

const kernels::GroupRows& rows_of(GroupsObject& groups) {
  const auto made = [&]() -> const kernels::GroupRows* {
    const std::lock_guard lock(groups.mutex);
    return groups.rows.get();
  };
  if (const auto* rows = made()) return *rows;
  auto rows = without_python(static_cast<std::int64_t>(groups.view().codes.size()), [&] {
    return std::make_unique<const kernels::GroupRows>(kernels::rows_of(groups.view()));
  });
  const std::lock_guard lock(groups.mutex);
  if (groups.rows == nullptr) groups.rows = std::move(rows);
  return *groups.rows;
}

PyObject* keys_at(const std::vector<InputArray>& keys, std::span<const std::uint32_t> rows) {
  if (keys.size() == 1) return taken(keys.front(), rows);
  PyObject* all = PyTuple_New(static_cast<Py_ssize_t>(keys.size()));
  for (std::size_t i = 0; all != nullptr && i < keys.size(); ++i) {
    PyObject* one = taken(keys[i], rows);
    if (one == nullptr) Py_CLEAR(all);
    if (one != nullptr) PyTuple_SET_ITEM(all, static_cast<Py_ssize_t>(i), one);
  }
  return all;
}

}  // namespace wirespeed::python
