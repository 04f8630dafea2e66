// Arrow columns in and out by the C interface, and chunks as one column.
#include <algorithm>
#include <cstring>

#include "kernels_arrow_column.hpp"
#include "wirespeed/column/array_items.hpp"

namespace wirespeed::python {

using column::ArrayView;
using column::bit_at;
using column::Item;
using column::place_at;
using column::text_at;
using Shared = std::shared_ptr<const ArrowColumn>;

namespace {

// What was taken, until nobody uses it.
struct Kept {
  explicit Kept(ArrowArray* from) noexcept : array(*from) { from->release = nullptr; }
  Kept(const Kept&) = delete;
  Kept& operator=(const Kept&) = delete;
  ~Kept() {
    if (array.release != nullptr) array.release(&array);
  }
  ArrowArray array;
};

std::shared_ptr<ArrowArray> keep(ArrowArray* array) {
  const auto kept = std::make_shared<Kept>(array);
  return {kept, &kept->array};
}

Result<Shared> made_of(const ArrowSchema& schema, const ArrowArray& array, const std::shared_ptr<ArrowArray>& owner) {
  auto made = std::make_shared<ArrowColumn>();
  made->format = schema.format;
  made->length = array.length;
  made->offset = array.offset;
  if (array.n_buffers > 0) made->buffers.assign(array.buffers, array.buffers + array.n_buffers);
  if (array.null_count == 0 && !made->buffers.empty()) made->buffers[0] = nullptr;
  made->owners.push_back(owner);
  if ((schema.dictionary == nullptr) != (array.dictionary == nullptr)) {
    return fail(Errc::malformed, "expected an Arrow dictionary in schema and array, found it in one of them");
  }
  if (schema.dictionary != nullptr) {
    auto values = made_of(*schema.dictionary, *array.dictionary, owner);
    if (!values) return values;
    made->dictionary = std::move(*values);
  }
  if (auto ok = show(*made); !ok) return std::unexpected(ok.error());
  return made;
}

bool is_same_dictionary(const Shared& a, const Shared& b) {
  return a == b ||
         (a != nullptr && b != nullptr && a->length == b->length && a->offset == b->offset && a->buffers == b->buffers);
}

bool is_null(const ArrowColumn& column, std::int64_t i) {
  if (!column.view.is_there(i)) return true;
  return column.dictionary != nullptr && !column.dictionary->view.is_there(place_at(column.view, i));
}

void append_validity(const ArrowColumn& chunk, std::uint8_t* validity, std::int64_t first) {
  for (std::int64_t i = 0; i < chunk.length; ++i) {
    if (!is_null(chunk, i)) continue;
    const std::int64_t at = first + i;
    validity[at / 8] = static_cast<std::uint8_t>(validity[at / 8] & ~(1U << (at % 8)));
  }
}

// Where an item that is a number, or a place in a dictionary of numbers, has its bytes.
struct Fixed {
  const ArrayView& view;
  const ArrayView& source;

  explicit Fixed(const ArrowColumn& column, bool decode)
      : view(column.view), source(decode ? column.dictionary->view : column.view) {}
  const std::uint8_t* at(std::int64_t i) const {
    return source.data + (&view == &source ? i : place_at(view, i)) * source.stride;
  }
};

void append_fixed(const ArrowColumn& chunk, bool decode, std::uint8_t* out) {
  const Fixed from(chunk, decode);
  const auto width = static_cast<std::size_t>(from.source.width);
  if (!decode) {
    std::memcpy(out, from.view.data, width * static_cast<std::size_t>(chunk.length));
    return;
  }
  for (std::int64_t i = 0; i < chunk.length; ++i) {
    if (!is_null(chunk, i)) std::memcpy(out + static_cast<std::size_t>(i) * width, from.at(i), width);
  }
}

void append_bits(const ArrowColumn& chunk, bool decode, std::uint8_t* out) {
  for (std::int64_t i = 0; i < chunk.length; ++i) {
    const bool is_set = !is_null(chunk, i) &&
                        (decode ? bit_at(chunk.dictionary->view, place_at(chunk.view, i)) : bit_at(chunk.view, i));
    out[i] = is_set ? 1 : 0;
  }
}

void append_slices(const ArrowColumn& chunk, bool decode, std::string_view* out) {
  const ArrayView& from = decode ? chunk.dictionary->view : chunk.view;
  for (std::int64_t i = 0; i < chunk.length; ++i) {
    out[i] = is_null(chunk, i) ? std::string_view() : text_at(from, decode ? place_at(chunk.view, i) : i);
  }
}

class Joined {
 public:
  explicit Joined(std::vector<Shared> chunks) : chunks_(std::move(chunks)), made_(std::make_shared<ArrowColumn>()) {
    const Shared& first = chunks_.front();
    decode_ = std::ranges::any_of(
        chunks_, [&](const Shared& chunk) { return !is_same_dictionary(chunk->dictionary, first->dictionary); });
    const ArrowColumn& model = decode_ ? *first->dictionary : *first;
    made_->format = model.format;
    made_->dictionary = decode_ ? nullptr : first->dictionary;
    made_->view = model.view;
    for (const Shared& chunk : chunks_) made_->length += chunk->length;
  }

  Shared finish() {
    ArrayView& view = made_->view;
    view.length = made_->length;
    view.first = 0;
    view.validity = nullptr;
    view.dictionary = made_->dictionary == nullptr ? nullptr : &made_->dictionary->view;
    const bool is_sliced = column::is_text(view.item);
    if (is_sliced) view.item = Item::slices;
    if (view.item == Item::bit) view.item = Item::boolean;
    view.width = view.stride = is_sliced ? 16 : view.item == Item::boolean ? 1 : view.width;
    fill();
    for (Shared& chunk : chunks_) made_->owners.push_back(std::move(chunk));
    return std::move(made_);
  }

 private:
  void fill() {
    ArrayView& view = made_->view;
    const auto memory = column_memory(view.length * view.width);
    const auto bits = column_memory((view.length + 7) / 8);
    std::memset(bits.get(), 0xff, static_cast<std::size_t>((view.length + 7) / 8));
    std::int64_t first = 0;
    for (const Shared& chunk : chunks_) {
      append(*chunk, memory.get() + first * view.width);
      append_validity(*chunk, bits.get(), first);
      first += chunk->length;
    }
    view.data = memory.get();
    view.validity = bits.get();
    made_->owners.push_back(memory);
    made_->owners.push_back(bits);
  }

  void append(const ArrowColumn& chunk, std::uint8_t* out) const {
    if (made_->view.item == Item::slices) {
      append_slices(chunk, decode_, reinterpret_cast<std::string_view*>(out));
    } else if (made_->view.item == Item::boolean) {
      append_bits(chunk, decode_, out);
    } else {
      append_fixed(chunk, decode_, out);
    }
  }

  std::vector<Shared> chunks_;
  std::shared_ptr<ArrowColumn> made_;
  bool decode_ = false;
};

std::string last_error(ArrowArrayStream* stream, int code) {
  const char* text = stream->get_last_error(stream);
  return text == nullptr ? errno_text(code) : text;
}

Result<std::vector<Shared>> chunks_of(ArrowArrayStream* stream, const ArrowSchema& schema) {
  std::vector<Shared> chunks;
  for (;;) {
    ArrowArray array{};
    if (const int code = stream->get_next(stream, &array); code != 0) {
      return fail(Errc::io, "expected the next chunk of an Arrow stream, found: {}", last_error(stream, code));
    }
    if (array.release == nullptr) return chunks;
    auto chunk = import_column(schema, &array);
    if (!chunk) return std::unexpected(chunk.error());
    chunks.push_back(std::move(*chunk));
  }
}

// A column without rows; buffers that nobody looks into.
Result<Shared> empty_of(const ArrowSchema& schema) {
  static constexpr std::int64_t kZero = 0;
  auto made = std::make_shared<ArrowColumn>();
  made->format = schema.format;
  made->buffers.assign(buffers_of(made->format), &kZero);
  if (!made->buffers.empty()) made->buffers[0] = nullptr;
  if (schema.dictionary != nullptr) {
    auto values = empty_of(*schema.dictionary);
    if (!values) return values;
    made->dictionary = std::move(*values);
  }
  if (auto ok = show(*made); !ok) return std::unexpected(ok.error());
  return made;
}

}  // namespace

Result<Shared> import_column(const ArrowSchema& schema, ArrowArray* array) {
  const std::shared_ptr<ArrowArray> owner = keep(array);
  return made_of(schema, *owner, owner);
}

Result<Shared> concatenated(std::vector<Shared> chunks) {
  if (chunks.size() == 1) return std::move(chunks.front());
  return Joined(std::move(chunks)).finish();
}

namespace {

Result<Shared> read_all(ArrowArrayStream* stream) {
  ArrowSchema schema{};
  if (const int code = stream->get_schema(stream, &schema); code != 0) {
    return fail(Errc::io, "expected the schema of an Arrow stream, found: {}", last_error(stream, code));
  }
  auto chunks = chunks_of(stream, schema);
  if (chunks) std::erase_if(*chunks, [](const Shared& chunk) { return chunk->length == 0; });
  Result<Shared> made = !chunks           ? std::unexpected(chunks.error())
                        : chunks->empty() ? empty_of(schema)
                                          : concatenated(std::move(*chunks));
  schema.release(&schema);
  return made;
}

}  // namespace

Result<Shared> import_chunks(ArrowArrayStream* stream) {
  ArrowArrayStream taken = *stream;
  stream->release = nullptr;
  Result<Shared> made = read_all(&taken);
  taken.release(&taken);
  return made;
}

}  // namespace wirespeed::python
