// Arrays of the Arrow C interface made by hand, for tests of those that read them.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "wirespeed/column/arrow_abi.hpp"

namespace wirespeed::column {

// One column called "c" of any layout, shown as a stream of one batch.
struct Shown {
  std::string format;
  std::vector<const void*> buffers{};
  std::int64_t length = 0;
  std::int64_t nulls = 0;
  std::int64_t offset = 0;
  std::vector<Shown> children{};
  std::vector<Shown> dictionary{};
  std::string name = "c";
  std::shared_ptr<const void> owned{};  // what the buffers show, where nobody else has it

  ArrowSchema schema{};
  ArrowArray array{};
  std::vector<ArrowSchema*> schemas{};
  std::vector<ArrowArray*> arrays{};

  void link() {
    for (Shown& child : children) {
      child.link();
      schemas.push_back(&child.schema);
      arrays.push_back(&child.array);
    }
    const auto count = static_cast<std::int64_t>(children.size());
    schema = {};
    schema.format = format.c_str();
    schema.name = name.c_str();
    schema.n_children = count;
    schema.children = schemas.data();
    array = {};
    array.length = length;
    array.null_count = nulls;
    array.offset = offset;
    array.n_buffers = static_cast<std::int64_t>(buffers.size());
    array.buffers = buffers.data();
    array.n_children = count;
    array.children = arrays.data();
    if (dictionary.empty()) return;
    dictionary[0].link();
    schema.dictionary = &dictionary[0].schema;
    array.dictionary = &dictionary[0].array;
  }
};

// Its column must outlive it.
inline ArrowArrayStream show(Shown& root) {
  root.link();
  ArrowArrayStream stream{};
  stream.get_schema = [](ArrowArrayStream* self, ArrowSchema* out) {
    *out = static_cast<Shown*>(self->private_data)->schema;
    return 0;
  };
  stream.get_next = [](ArrowArrayStream* self, ArrowArray* out) {
    auto* shown = static_cast<Shown*>(self->private_data);
    *out = std::exchange(shown->array, {});
    if (out->buffers != nullptr) out->release = [](ArrowArray* array) { array->release = nullptr; };
    return 0;
  };
  stream.get_last_error = [](ArrowArrayStream*) -> const char* { return nullptr; };
  stream.release = [](ArrowArrayStream* self) { self->release = nullptr; };
  stream.private_data = &root;
  return stream;
}

inline Shown table_of(Shown column) {
  const std::int64_t length = column.length;
  return {.format = "+s", .buffers = {nullptr}, .length = length, .children = {std::move(column)}, .name = ""};
}

template <typename T>
Shown numbers(const char* format, const std::vector<T>& values) {
  auto owned = std::make_shared<const std::vector<T>>(values);
  return {.format = format,
          .buffers = {nullptr, owned->data()},
          .length = static_cast<std::int64_t>(values.size()),
          .owned = owned};
}

}  // namespace wirespeed::column
