// Bolt's structures as the values of wirespeed.bolt, made without its Python functions
// (python/wirespeed/bolt/_hydrate.py) wherever those would only store fields, or make a date or time that datetime
// holds exactly. All else is left to them.
#pragma once

#include <Python.h>

#include <string>
#include <string_view>

#include "owned.hpp"
#include "packstream_destination.hpp"

namespace wirespeed::python {

// From a dict: tag -> (class, names of its attributes, what those get for which there is no field). False with an
// error set.
bool set_structure_classes(PyObject* classes);

class BoltHydrator final : public StructureTaker {
 public:
  explicit BoltHydrator(bool utc) noexcept : utc_(utc) {}

  std::size_t take(PyObject*& slot, std::uint8_t tag, std::size_t n, ByteView fields,
                   ObjectDestination& destination) override;

 private:
  enum class Made : std::uint8_t {
    value,
    fields,  // a value that stores its fields: one that datetime cannot hold
    left,    // to Python
  };

  Made temporal(Owned& out, std::uint8_t tag, std::size_t n, FieldReader& fields);
  Made date(Owned& out, FieldReader& fields);
  Made time(Owned& out, FieldReader& fields, bool has_offset);
  Made local_date_time(Owned& out, FieldReader& fields);
  Made date_time(Owned& out, FieldReader& fields);
  Made legacy_date_time(Owned& out, FieldReader& fields);
  Made moment(Owned& out, std::int64_t seconds, std::int64_t nanoseconds, PyObject* zone);
  Made in_zone(Owned& out, std::int64_t seconds, std::int64_t nanoseconds, std::string_view zone);
  PyObject* offset_zone(std::int64_t seconds);
  PyObject* named_zone(std::string_view name);

  bool utc_;
  Owned offset_;  // the last zone of an offset, and the last one with a name
  std::int64_t offset_seconds_ = 0;
  Owned zone_;
  std::string zone_name_;
};

}  // namespace wirespeed::python
