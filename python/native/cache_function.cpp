// CachedFunction: what @cached makes of a function. A call whose answer is there costs its key and a hit.
#include "cache_objects.hpp"

#include <structmember.h>

#include <array>
#include <vector>

#include "cache_key.hpp"
#include "method_cast.hpp"
#include "owned.hpp"

namespace wirespeed::python {
namespace {

struct FunctionObject {
  PyObject object;
  vectorcallfunc vectorcall;
  PyObject* cache;
  PyObject* function;
  PyObject* prefix;      // str: what its keys begin with
  PyObject* parameters;  // a tuple of the names of all; None: it takes any, which are the key as they come
  PyObject* defaults;    // a tuple, one for each of the last parameters; this type for one that has none
  PyObject* make_key;    // None, or what makes the key of the arguments
  PyObject* how_names;   // keywords for the cache's _load(), and
  PyObject* how_values;
  PyObject* dict;
  Py_ssize_t by_position;  // so many parameters may be given by position
  bool is_async;
};

FunctionObject* as_function(PyObject* self) noexcept { return reinterpret_cast<FunctionObject*>(self); }

auto held(FunctionObject* function) {
  return std::array{&function->cache,      &function->function,   &function->prefix,
                    &function->parameters, &function->defaults,   &function->make_key,
                    &function->how_names,  &function->how_values, &function->dict};
}

PyObject* call(PyObject* self, PyObject* const* args, std::size_t flags, PyObject* names);

// CachedFunction(cache, function, prefix, parameters, by_position, defaults, make_key, how, is_async)
PyObject* construct(PyTypeObject* type, PyObject* args, PyObject* /*keywords*/) {
  PyObject* cache = nullptr;
  PyObject* function = nullptr;
  PyObject* prefix = nullptr;
  PyObject* parameters = nullptr;
  PyObject* defaults = nullptr;
  PyObject* make_key = nullptr;
  PyObject* how = nullptr;
  Py_ssize_t by_position = 0;
  int is_async = 0;
  if (PyArg_ParseTuple(args, "OOUOnO!OO!p:CachedFunction", &cache, &function, &prefix, &parameters, &by_position,
                       &PyTuple_Type, &defaults, &make_key, &PyDict_Type, &how, &is_async) == 0) {
    return nullptr;
  }
  Owned names(PyDict_Keys(how));
  Owned values(PyDict_Values(how));
  names = Owned(names ? PyList_AsTuple(names.get()) : nullptr);
  values = Owned(values ? PyList_AsTuple(values.get()) : nullptr);
  PyObject* self = names && values ? type->tp_alloc(type, 0) : nullptr;
  if (self == nullptr) return nullptr;
  FunctionObject* made = as_function(self);
  made->vectorcall = call;
  made->cache = Py_NewRef(cache);
  made->function = Py_NewRef(function);
  made->prefix = Py_NewRef(prefix);
  made->parameters = Py_NewRef(parameters);
  made->defaults = Py_NewRef(defaults);
  made->make_key = Py_NewRef(make_key);
  made->how_names = names.release();
  made->how_values = values.release();
  made->by_position = by_position;
  made->is_async = is_async != 0;
  return self;
}

int traverse(PyObject* self, visitproc visit, void* arg) {
  Py_VISIT(Py_TYPE(self));
  for (PyObject** one : held(as_function(self))) Py_VISIT(*one);
  return 0;
}

int clear(PyObject* self) {
  for (PyObject** one : held(as_function(self))) Py_CLEAR(*one);
  return 0;
}

void destroy(PyObject* self) {
  PyTypeObject* type = Py_TYPE(self);
  PyObject_GC_UnTrack(self);
  clear(self);
  type->tp_free(self);
  Py_DECREF(type);
}

// --- the key of a call -----------------------------------------------------------------------------------------------

enum class Keyed : std::uint8_t { yes, no, error };  // no: the function itself shall say what is wrong with them

Py_ssize_t place_of(PyObject* parameters, PyObject* name) {
  const Py_ssize_t count = PyTuple_GET_SIZE(parameters);
  for (Py_ssize_t i = 0; i < count; ++i) {
    if (PyTuple_GET_ITEM(parameters, i) == name) return i;  // names are interned, nearly always
  }
  for (Py_ssize_t i = 0; i < count; ++i) {
    if (PyUnicode_Compare(PyTuple_GET_ITEM(parameters, i), name) == 0) return i;
  }
  return -1;
}

// Arguments in the order of the parameters, whichever way they were given.
Keyed append_bound(const FunctionObject* self, const Arguments& given, KeyBytes& key) {
  const auto count = static_cast<std::size_t>(PyTuple_GET_SIZE(self->parameters));
  std::array<PyObject*, 16> few;
  std::vector<PyObject*> many(count > few.size() ? count : 0);
  PyObject** bound = many.empty() ? few.data() : many.data();
  if (given.count > self->by_position) return Keyed::no;
  const auto by_position = static_cast<std::size_t>(given.count);
  for (std::size_t i = 0; i < count; ++i) bound[i] = i < by_position ? given.all[i] : nullptr;
  for (Py_ssize_t i = 0; i < given.named(); ++i) {
    const Py_ssize_t place = place_of(self->parameters, PyTuple_GET_ITEM(given.names, i));
    if (place < 0 || bound[place] != nullptr) return Keyed::no;
    bound[place] = given.all[given.count + i];
  }
  const std::size_t without_default = count - static_cast<std::size_t>(PyTuple_GET_SIZE(self->defaults));
  for (std::size_t i = 0; i < count; ++i) {
    if (bound[i] == nullptr && i < without_default) return Keyed::no;
    if (bound[i] == nullptr) bound[i] = PyTuple_GET_ITEM(self->defaults, static_cast<Py_ssize_t>(i - without_default));
    if (bound[i] == reinterpret_cast<const PyObject*>(Py_TYPE(self)))
      return Keyed::no;  // "no default" among those with one
    if (!key.append(bound[i])) return Keyed::error;
  }
  return Keyed::yes;
}

bool append_as_given(const Arguments& given, KeyBytes& key) {
  for (Py_ssize_t i = 0; i < given.count; ++i) {
    if (!key.append(given.all[i])) return false;
  }
  if (given.named() == 0) return true;
  const Owned pairs(PyList_New(0));
  for (Py_ssize_t i = 0; pairs && i < given.named(); ++i) {
    const Owned pair(PyTuple_Pack(2, PyTuple_GET_ITEM(given.names, i), given.all[given.count + i]));
    if (!pair || PyList_Append(pairs.get(), pair.get()) != 0) return false;
  }
  if (!pairs) return false;
  key.append(kFunctionKey);
  const Owned keys(PyImport_ImportModule("wirespeed.cache._keys"));
  const Owned ordered(keys ? PyObject_CallMethod(keys.get(), "by_name", "(O)", pairs.get()) : nullptr);
  return ordered && key.append(ordered.get());
}

bool append_made(const FunctionObject* self, const Arguments& given, KeyBytes& key) {
  const Owned made(PyObject_Vectorcall(self->make_key, given.all, static_cast<std::size_t>(given.count), given.names));
  return made && key.append(made.get());
}

Keyed key_of(const FunctionObject* self, const Arguments& given, KeyBytes& key) {
  Py_ssize_t size = 0;
  const char* prefix = PyUnicode_AsUTF8AndSize(self->prefix, &size);
  if (prefix == nullptr) return Keyed::error;
  key.begin();
  key.append(std::string_view(prefix, static_cast<std::size_t>(size)));
  key.append(kFunctionKey);
  Keyed made{};
  if (self->make_key != Py_None) {
    made = append_made(self, given, key) ? Keyed::yes : Keyed::error;
  } else if (self->parameters == Py_None) {
    made = append_as_given(given, key) ? Keyed::yes : Keyed::error;
  } else {
    made = append_bound(self, given, key);
  }
  key.finish();
  return made;
}

// --- calls -----------------------------------------------------------------------------------------------------------

// functools.partial(function, *args, **kwargs)
PyObject* loader_of(const FunctionObject* self, const Arguments& given) {
  if (given.count == 0 && given.named() == 0) return Py_NewRef(self->function);
  const Owned functools(PyImport_ImportModule("functools"));
  const Owned partial(functools ? PyObject_GetAttrString(functools.get(), "partial") : nullptr);
  if (!partial) return nullptr;
  std::vector<PyObject*> all{self->function};
  all.insert(all.end(), given.all, given.all + given.count + given.named());
  return PyObject_Vectorcall(partial.get(), all.data(), static_cast<std::size_t>(given.count) + 1, given.names);
}

PyObject* load(const FunctionObject* self, const Arguments& given, const KeyBytes& key, ObjectBegun& begun) {
  const Owned key_object(make_key(key.view()));
  const Owned loader(key_object ? loader_of(self, given) : nullptr);
  if (!loader) return nullptr;
  std::vector<PyObject*> all{key_object.get(), loader.get()};
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(self->how_values); ++i) {
    all.push_back(PyTuple_GET_ITEM(self->how_values, i));
  }
  const Arguments how{all.data(), 2, self->how_names};
  return self->is_async ? go_on_in_task(self->cache, begun, how) : go_on_in_thread(self->cache, begun, how);
}

PyObject* call(PyObject* object, PyObject* const* args, std::size_t flags, PyObject* names) {
  const FunctionObject* self = as_function(object);
  const Arguments given{args, PyVectorcall_NARGS(flags), names};
  KeyBytes key;
  switch (key_of(self, given, key)) {
    case Keyed::error:
      return nullptr;
    case Keyed::no:
      return PyObject_Vectorcall(self->function, args, flags, names);
    case Keyed::yes:
      break;
  }
  const CacheObject* cache = as_cache(self->cache);
  ObjectBegun begun =
      cache->cache->begin(key.view(), now_of(cache), self->is_async ? cache::Asker::task : cache::Asker::thread);
  if (!begun.value || begun.lead) return load(self, given, key, begun);
  if (self->is_async) return make_answer(std::move(*begun.value), {});
  return begun.value->release().ptr();
}

// key(*args, **kwargs)
PyObject* key(PyObject* object, PyObject* const* args, Py_ssize_t count, PyObject* names) {
  const Arguments given{args, count, names};
  KeyBytes bytes;
  switch (key_of(as_function(object), given, bytes)) {
    case Keyed::error:
      return nullptr;
    case Keyed::yes:
      return make_key(bytes.view());
    case Keyed::no:
      break;
  }
  PyErr_Format(PyExc_TypeError, "key: expected arguments that fit %R", as_function(object)->function);
  return nullptr;
}

PyObject* describe_get(PyObject* self, PyObject* object, PyObject* /*type*/) {
  return object == nullptr || object == Py_None ? Py_NewRef(self) : PyMethod_New(self, object);
}

PyObject* repr(PyObject* self) { return PyUnicode_FromFormat("<cached %R>", as_function(self)->function); }

PyMemberDef kMembers[] = {
    {"__vectorcalloffset__", T_PYSSIZET, offsetof(FunctionObject, vectorcall), READONLY, nullptr},
    {"__dictoffset__", T_PYSSIZET, offsetof(FunctionObject, dict), READONLY, nullptr},
    {"cache", T_OBJECT, offsetof(FunctionObject, cache), READONLY, nullptr},
    {nullptr, 0, 0, 0, nullptr},
};
PyGetSetDef kAttributes[] = {
    {"__dict__", PyObject_GenericGetDict, PyObject_GenericSetDict, nullptr, nullptr},
    {nullptr, nullptr, nullptr, nullptr, nullptr},
};
PyMethodDef kMethods[] = {
    {"key", as_method(key), METH_FASTCALL | METH_KEYWORDS,
     "The key of a call with these arguments, for the cache's delete() and put()."},
    {nullptr, nullptr, 0, nullptr},
};
PyType_Slot kSlots[] = {
    {Py_tp_new, reinterpret_cast<void*>(construct)},
    {Py_tp_dealloc, reinterpret_cast<void*>(destroy)},
    {Py_tp_traverse, reinterpret_cast<void*>(traverse)},
    {Py_tp_clear, reinterpret_cast<void*>(clear)},
    {Py_tp_call, reinterpret_cast<void*>(PyVectorcall_Call)},
    {Py_tp_descr_get, reinterpret_cast<void*>(describe_get)},
    {Py_tp_repr, reinterpret_cast<void*>(repr)},
    {Py_tp_members, kMembers},
    {Py_tp_getset, kAttributes},
    {Py_tp_methods, kMethods},
    {0, nullptr},
};
PyType_Spec kSpec = {
    "wirespeed.cache.CachedFunction",
    sizeof(FunctionObject),
    0,
    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_HAVE_VECTORCALL | Py_TPFLAGS_METHOD_DESCRIPTOR,
    kSlots,
};

}  // namespace

PyObject* make_function_type() { return PyType_FromSpec(&kSpec); }

}  // namespace wirespeed::python
