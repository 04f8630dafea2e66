// Where JSON text is written: memory of somebody else's that grows.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace wirespeed::record {

class JsonMemory {
 public:
  virtual ~JsonMemory() = default;

  // At least `size` bytes, of which the first `used` are those that were written. Throws std::bad_alloc.
  virtual std::span<char> grow(std::size_t used, std::size_t size) = 0;
};

// Not thread-safe.
class JsonOut {
 public:
  explicit JsonOut(JsonMemory& memory) noexcept : memory_(&memory) {}

  // Room for `n` more bytes: write them, then say by set_end() where they end.
  char* room(std::size_t n) {
    if (static_cast<std::size_t>(end_ - at_) < n) [[unlikely]]
      grow(n);
    return at_;
  }
  void set_end(char* end) noexcept { at_ = end; }

  void put(std::string_view text) {
    char* at = room(text.size() + 1);
    if (!text.empty()) std::memcpy(at, text.data(), text.size());
    at_ = at + text.size();
  }
  void put(char c) {
    *room(1) = c;
    ++at_;
  }
  // Takes the last byte back. REQUIRES: there is one
  void drop() noexcept { --at_; }

  // The room that is wanted behind an item without a bound, for what comes after it.
  void set_spare(std::size_t bytes) noexcept { spare_ = bytes; }
  char* room_to_go_on() { return room(spare_); }
  // The same behind what ends at `at`.
  char* room_to_go_on(char* at) {
    at_ = at;
    return room(spare_);
  }

  std::size_t size() const noexcept { return static_cast<std::size_t>(at_ - begin_); }
  std::string_view text() const noexcept { return {begin_, size()}; }
  void clear() noexcept { at_ = begin_; }

  // What was expected and found where a value has no JSON, and in which item of the outermost column.
  struct Fault {
    std::string found{};
    std::int64_t item = 0;
    std::size_t column = 0;
  };
  void set_fault(std::string found) { fault_.found = std::move(found); }
  void set_fault_item(std::int64_t item) noexcept { fault_.item = item; }
  void set_fault_column(std::size_t column) noexcept { fault_.column = column; }
  const Fault& fault() const noexcept { return fault_; }

  static constexpr std::size_t kStep = 16;

 private:
  void grow(std::size_t n);

  JsonMemory* memory_;
  char* begin_ = nullptr;
  char* at_ = nullptr;
  char* end_ = nullptr;
  std::size_t spare_ = 0;
  Fault fault_;
};

// Memory of its own, kept for the next text.
class JsonScratch final : public JsonMemory {
 public:
  std::span<char> grow(std::size_t used, std::size_t size) override;

 private:
  std::string bytes_;
};

}  // namespace wirespeed::record
