// What the driver's dehydration hooks make of a value, written without calling them where they are the driver's own.
#pragma once

#include <Python.h>

#include "neo4j_driver.hpp"
#include "owned.hpp"
#include "packstream_output.hpp"
#include "wirespeed/packstream/encoder.hpp"

namespace wirespeed::python {

using ObjectEncoder = packstream::Encoder<BytesOutput>;

class Dehydrator {
 public:
  enum class Outcome : std::uint8_t {
    written,
    failed,  // with an error set
    left,    // nothing was written: the hooks are to be asked
  };

  // `hooks` may be nullptr; borrowed.
  explicit Dehydrator(PyObject* hooks) noexcept : hooks_(hooks) {}

  Outcome write(ObjectEncoder& encoder, PyObject* object);
  // Whether the hooks turn tuples into lists and do nothing else with them.
  bool lists_tuples();

 private:
  bool resolve();
  PyObject* function_of(PyTypeObject* type);

  Outcome date(ObjectEncoder& encoder, PyObject* object);
  Outcome time(ObjectEncoder& encoder, PyObject* object);
  Outcome native_time(ObjectEncoder& encoder, PyObject* object);
  Outcome datetime(ObjectEncoder& encoder, PyObject* object, bool utc);
  Outcome write_datetime(ObjectEncoder& encoder, PyObject* object, std::int64_t seconds, std::int64_t nanoseconds,
                         PyObject* tzinfo, bool utc);

  PyObject* hooks_;
  const Driver* driver_ = nullptr;
  Owned functions_;  // dict: type -> function; empty when the hooks are not the driver's
  bool resolved_ = false;
};

}  // namespace wirespeed::python
