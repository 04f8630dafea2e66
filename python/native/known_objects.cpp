#include "known_objects.hpp"

#include <array>
#include <atomic>
#include <cstddef>

#include "owned.hpp"

namespace wirespeed::python {
namespace {

struct Place {
  const char* module;
  const char* name;
  const char* attribute = nullptr;  // of what the name stands for
};

constexpr std::size_t kCount = static_cast<std::size_t>(Known::count);

// In the order of Known.
constexpr std::array<Place, kCount> kPlaces{{
    {"decimal", "Decimal"},
    {"uuid", "UUID"},
    {"uuid", "SafeUUID", "unknown"},
    {"json", "loads"},
    {"json", "dumps"},
    {"collections", "namedtuple"},
    {"enum", "Enum"},
    {"ipaddress", "IPv4Address"},
    {"ipaddress", "IPv4Interface"},
    {"ipaddress", "IPv4Network"},
    {"ipaddress", "IPv6Address"},
    {"ipaddress", "IPv6Interface"},
    {"ipaddress", "IPv6Network"},
    {"zoneinfo", "ZoneInfo"},
    {"numpy", "generic"},
    {"numpy", "empty"},
    {"wirespeed.postgres._types", "Range"},
    {"wirespeed.postgres._types", "Interval"},
    {"wirespeed.postgres._types", "Path"},
    {"wirespeed.postgres._types", "SparseVector"},
}};

std::array<std::atomic<PyObject*>, kCount> found{};

Owned find(const Place& place) {
  const Owned module(PyImport_ImportModule(place.module));
  Owned object(module ? PyObject_GetAttrString(module.get(), place.name) : nullptr);
  if (!object || place.attribute == nullptr) return object;
  return Owned(PyObject_GetAttrString(object.get(), place.attribute));
}

}  // namespace

PyObject* known(Known which) {
  const auto i = static_cast<std::size_t>(which);
  PyObject* object = found[i].load(std::memory_order_acquire);
  if (object != nullptr) [[likely]]
    return object;
  Owned made = find(kPlaces[i]);
  if (!made) return nullptr;
  // Of two threads that come here at once one is first, and its object stays.
  if (found[i].compare_exchange_strong(object, made.get(), std::memory_order_acq_rel)) return made.release();
  return object;
}

}  // namespace wirespeed::python
