#include "wirespeed/column/batch.hpp"

namespace wirespeed::column {

std::size_t Column::bytes() const noexcept {
  std::size_t sum = validity.size() + offsets.size() + values.size();
  for (const Column& child : children) sum += child.bytes();
  for (const Column& values_of_places : dictionary) sum += values_of_places.bytes();
  for (const auto& buffer : data) sum += buffer->size();
  return sum;
}

std::size_t Batch::bytes() const noexcept {
  std::size_t sum = 0;
  for (const Column& column : columns) sum += column.bytes();
  return sum;
}

}  // namespace wirespeed::column
