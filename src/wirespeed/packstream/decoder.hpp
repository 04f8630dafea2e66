// Bytes to whatever a destination makes of them. Pure: no allocation of its own, no exception, one walk.
//
//   ValueDestination destination;
//   Decoder<ValueDestination> decoder(bytes, destination, Version::v1);
//   Value value;
//   if (!decoder.read(value)) return std::unexpected(to_error(decoder.fault()));
//   decoder.position();   // where the next value begins
//
// Every value is decoded into a slot, an Item of the destination: the caller's, one of a list's, one of a structure's.
// A destination says what becomes of each kind (see the concept below) and refuses by returning false; what it has put
// into slots by then is for their owners to drop.
//
// Sizes lie. A container that announces n values needs n bytes at least, a map 2n, and so does every container around
// it for what it still waits for. The decoder holds that sum against the bytes left before a destination hears of a
// size, so all that is reserved is bounded by the input: slots in all <= bytes in all.
//
// A destination that would rather read a structure's fields itself says so by
//
//   std::size_t take_structure(Item& slot, std::uint8_t tag, std::size_t n, ByteView fields)
//
// which gives the number of bytes that it has used, 0 to have the structure decoded field by field, or kRefused.
// `fields` begins with the first field and ends where the structure must have ended.
#pragma once

#include <concepts>
#include <string_view>

#include "wirespeed/base/bytes.hpp"
#include "wirespeed/packstream/fault.hpp"
#include "wirespeed/packstream/format.hpp"

namespace wirespeed::packstream {

// A Key is what a map wants to hold of a key until its value is there; both are default-constructible.
template <typename D>
concept Destination = requires(D d, typename D::Item slot, typename D::Key key, std::size_t n, ByteView bytes) {
  { d.null(slot) } -> std::same_as<bool>;
  { d.boolean(slot, true) } -> std::same_as<bool>;
  { d.integer(slot, std::int64_t{}) } -> std::same_as<bool>;
  { d.floating(slot, double{}) } -> std::same_as<bool>;
  { d.text(slot, std::string_view{}) } -> std::same_as<bool>;
  { d.bytes(slot, bytes) } -> std::same_as<bool>;
  { d.uuid(slot, bytes) } -> std::same_as<bool>;  // kUuidBytes
  { d.begin_list(slot, n) } -> std::same_as<bool>;
  { d.list_slot(slot, n) } -> std::same_as<typename D::Item&>;  // stays where it is while it is filled
  { d.begin_map(slot, n) } -> std::same_as<bool>;
  { d.key(key, std::string_view{}) } -> std::same_as<bool>;
  { d.put(slot, key, slot) } -> std::same_as<bool>;  // takes the value out of its slot
  { d.drop(slot) };                                  // of a value that will not be put, perhaps half made
  { d.begin_structure(slot, std::uint8_t{}, n) } -> std::same_as<bool>;
  { d.field_slot(slot, n) } -> std::same_as<typename D::Item&>;
  { d.end_structure(slot, std::uint8_t{}) } -> std::same_as<bool>;
  { d.enter() } -> std::same_as<bool>;  // one level deeper; leave() follows unless it is false
  { d.leave() };
};

// What take_structure() gives when the destination has failed.
inline constexpr std::size_t kRefused = SIZE_MAX;

template <typename D>
concept TakesStructures = requires(D d, typename D::Item slot, std::size_t n, ByteView fields) {
  { d.take_structure(slot, std::uint8_t{}, n, fields) } -> std::same_as<std::size_t>;
};

template <Destination D>
class Decoder {
 public:
  using Item = typename D::Item;

  // The bytes and the destination are borrowed. REQUIRES: position <= bytes.size()
  Decoder(ByteView bytes, D& destination, Version version, std::size_t position = 0,
          std::uint32_t max_depth = kDefaultMaxDepth) noexcept
      : destination_(destination),
        begin_(bytes.data()),
        at_(bytes.data() + position),
        end_(bytes.data() + bytes.size()),
        levels_left_(max_depth),
        max_depth_(max_depth),
        version_(version) {}

  // Decodes one value into `slot`. False: fault() says why, and the decoder is of no more use.
  [[nodiscard]] bool read(Item& slot);

  std::size_t position() const noexcept { return static_cast<std::size_t>(at_ - begin_); }
  const Fault& fault() const noexcept { return fault_; }

 private:
  // Bytes that a value may take: what is left, less what the containers around it still need.
  std::uint64_t room() const noexcept { return static_cast<std::uint64_t>(end_ - at_) - owed_; }

  // Makes fault_ and returns false.
  bool fail(Fault::Kind kind, std::uint8_t marker, std::uint64_t expected = 0, std::uint64_t found = 0) noexcept {
    fault_ = {kind, marker, position(), expected, found};
    return false;
  }
  bool taken(bool accepted, std::uint8_t marker) noexcept { return accepted || fail(Fault::Kind::refused, marker); }
  bool lacks(std::uint8_t marker, std::uint64_t bytes) noexcept {
    return fail(Fault::Kind::truncated, marker, bytes, room());
  }

  bool integer(Item& slot, std::uint8_t marker);
  std::uint64_t next_bytes(std::size_t count) const noexcept;
  bool floating(Item& slot);
  bool uuid(Item& slot);
  // Reads the size, an S, that follows its marker.
  template <typename S>
  bool size(std::uint8_t marker, std::uint64_t& out);
  bool text(Item& slot, std::uint8_t marker, std::uint64_t size);
  bool bytes(Item& slot, std::uint8_t marker, std::uint64_t size);
  // Reads so many values, one level deeper, each into slot_of(its place).
  template <typename SlotOf>
  bool items(std::uint8_t marker, std::uint64_t count, SlotOf slot_of);
  bool list(Item& slot, std::uint8_t marker, std::uint64_t size);
  bool map(Item& slot, std::uint8_t marker, std::uint64_t size);
  bool structure(Item& slot, std::uint8_t marker);
  bool key(typename D::Key& out);
  bool large(Item& slot, std::uint8_t marker);
  bool descend(std::uint8_t marker);
  void ascend() noexcept;

  D& destination_;
  const std::uint8_t* begin_;
  const std::uint8_t* at_;
  const std::uint8_t* end_;
  std::uint64_t owed_ = 0;  // bytes that containers around the current value need at least, it not counted
  std::uint32_t levels_left_;
  std::uint32_t max_depth_;
  Version version_;
  Fault fault_;
};

template <Destination D>
bool Decoder<D>::read(Item& slot) {
  if (at_ == end_) return fail(Fault::Kind::nothing, 0);
  const std::uint8_t m = *at_++;
  switch (m >> 4) {
    case 0x8:
      return text(slot, m, m & 0x0F);
    case 0x9:
      return list(slot, m, m & 0x0F);
    case 0xA:
      return map(slot, m, m & 0x0F);
    case 0xB:
      return structure(slot, m);
    case 0xC:
    case 0xD:
    case 0xE:
      return large(slot, m);
    default:  // 0..7 and F
      return taken(destination_.integer(slot, static_cast<std::int8_t>(m)), m);
  }
}

// The markers C0 to EF.
template <Destination D>
bool Decoder<D>::large(Item& slot, std::uint8_t m) {
  std::uint64_t n = 0;
  switch (m) {
    case marker::kNull:
      return taken(destination_.null(slot), m);
    case marker::kFloat:
      return floating(slot);
    case marker::kFalse:
    case marker::kTrue:
      return taken(destination_.boolean(slot, m == marker::kTrue), m);
    case marker::kInt8:
    case marker::kInt16:
    case marker::kInt32:
    case marker::kInt64:
      return integer(slot, m);
    case marker::kBytes8:
      return size<std::uint8_t>(m, n) && bytes(slot, m, n);
    case marker::kBytes16:
      return size<std::uint16_t>(m, n) && bytes(slot, m, n);
    case marker::kBytes32:
      return size<std::uint32_t>(m, n) && bytes(slot, m, n);
    case marker::kText8:
      return size<std::uint8_t>(m, n) && text(slot, m, n);
    case marker::kText16:
      return size<std::uint16_t>(m, n) && text(slot, m, n);
    case marker::kText32:
      return size<std::uint32_t>(m, n) && text(slot, m, n);
    case marker::kList8:
      return size<std::uint8_t>(m, n) && list(slot, m, n);
    case marker::kList16:
      return size<std::uint16_t>(m, n) && list(slot, m, n);
    case marker::kList32:
      return size<std::uint32_t>(m, n) && list(slot, m, n);
    case marker::kMap8:
      return size<std::uint8_t>(m, n) && map(slot, m, n);
    case marker::kMap16:
      return size<std::uint16_t>(m, n) && map(slot, m, n);
    case marker::kMap32:
      return size<std::uint32_t>(m, n) && map(slot, m, n);
    case marker::kUuid:
      if (version_ == Version::v2) return uuid(slot);
      break;
    default:
      break;
  }
  return fail(Fault::Kind::unknown_marker, m);
}

// The next `count` bytes at the high end of a number; what is below them is any.
template <Destination D>
std::uint64_t Decoder<D>::next_bytes(std::size_t count) const noexcept {
  if (end_ - at_ >= 8) return load_be<std::uint64_t>(at_);
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < count; ++i) bits |= std::uint64_t{at_[i]} << (56 - 8 * i);
  return bits;
}

// All widths in one way: real data mixes them, and a branch for each was guessed wrong half the time.
template <Destination D>
bool Decoder<D>::integer(Item& slot, std::uint8_t m) {
  const std::size_t width = std::size_t{1} << (m & 3U);  // C8 C9 CA CB: 1 2 4 8
  if (room() < width) return lacks(m, width);
  const auto value = static_cast<std::int64_t>(next_bytes(width)) >> (64 - 8 * width);
  at_ += width;
  return taken(destination_.integer(slot, value), m);
}

template <Destination D>
bool Decoder<D>::floating(Item& slot) {
  if (room() < sizeof(double)) return lacks(marker::kFloat, sizeof(double));
  const auto bits = load_be<std::uint64_t>(at_);
  at_ += sizeof(double);
  return taken(destination_.floating(slot, std::bit_cast<double>(bits)), marker::kFloat);
}

template <Destination D>
bool Decoder<D>::uuid(Item& slot) {
  if (room() < kUuidBytes) return lacks(marker::kUuid, kUuidBytes);
  const ByteView value(at_, kUuidBytes);
  at_ += kUuidBytes;
  return taken(destination_.uuid(slot, value), marker::kUuid);
}

template <Destination D>
template <typename S>
bool Decoder<D>::size(std::uint8_t m, std::uint64_t& out) {
  if (room() < sizeof(S)) return lacks(m, sizeof(S));
  out = load_be<S>(at_);
  at_ += sizeof(S);
  return true;
}

template <Destination D>
bool Decoder<D>::text(Item& slot, std::uint8_t m, std::uint64_t n) {
  if (room() < n) return lacks(m, n);
  const std::string_view value(reinterpret_cast<const char*>(at_), n);
  at_ += n;
  return taken(destination_.text(slot, value), m);
}

template <Destination D>
bool Decoder<D>::bytes(Item& slot, std::uint8_t m, std::uint64_t n) {
  if (room() < n) return lacks(m, n);
  const ByteView value(at_, n);
  at_ += n;
  return taken(destination_.bytes(slot, value), m);
}

template <Destination D>
bool Decoder<D>::descend(std::uint8_t m) {
  if (levels_left_ == 0) return fail(Fault::Kind::too_deep, m, max_depth_);
  if (!taken(destination_.enter(), m)) return false;
  --levels_left_;
  return true;
}

template <Destination D>
void Decoder<D>::ascend() noexcept {
  ++levels_left_;
  destination_.leave();
}

template <Destination D>
template <typename SlotOf>
bool Decoder<D>::items(std::uint8_t m, std::uint64_t n, SlotOf slot_of) {
  if (!descend(m)) return false;
  owed_ += n;
  bool ok = true;
  for (std::size_t i = 0; ok && i < n; ++i) {
    --owed_;
    ok = read(slot_of(i));
  }
  ascend();
  return ok;
}

template <Destination D>
bool Decoder<D>::list(Item& slot, std::uint8_t m, std::uint64_t n) {
  if (room() < n) return lacks(m, n);
  if (!taken(destination_.begin_list(slot, n), m)) return false;
  if (n == 0) return true;
  return items(m, n, [&](std::size_t i) -> Item& { return destination_.list_slot(slot, i); });
}

template <Destination D>
bool Decoder<D>::map(Item& slot, std::uint8_t m, std::uint64_t n) {
  if (room() < 2 * n) return lacks(m, 2 * n);
  if (!taken(destination_.begin_map(slot, n), m)) return false;
  if (n == 0) return true;
  if (!descend(m)) return false;
  owed_ += 2 * n;
  bool ok = true;
  for (std::size_t i = 0; ok && i < n; ++i) {
    typename D::Key name{};
    Item value{};
    --owed_;
    ok = key(name);
    --owed_;
    ok = ok && read(value) && taken(destination_.put(slot, name, value), m);
    if (!ok) destination_.drop(value);
  }
  ascend();
  return ok;
}

template <Destination D>
bool Decoder<D>::key(typename D::Key& out) {
  const std::uint8_t m = *at_++;  // it is there: the map reckoned with it
  std::uint64_t n = m & 0x0F;
  if ((m & 0xF0) != marker::kTinyText) {
    if (m == marker::kText8) {
      if (!size<std::uint8_t>(m, n)) return false;
    } else if (m == marker::kText16) {
      if (!size<std::uint16_t>(m, n)) return false;
    } else if (m == marker::kText32) {
      if (!size<std::uint32_t>(m, n)) return false;
    } else {
      return fail(Fault::Kind::key_not_text, m);
    }
  }
  if (room() < n) return lacks(m, n);
  const std::string_view value(reinterpret_cast<const char*>(at_), n);
  at_ += n;
  return taken(destination_.key(out, value), m);
}

template <Destination D>
bool Decoder<D>::structure(Item& slot, std::uint8_t m) {
  const std::size_t n = m & 0x0F;
  if (room() < n + 1) return lacks(m, n + 1);
  const std::uint8_t tag = *at_++;
  if constexpr (TakesStructures<D>) {
    const std::size_t used = destination_.take_structure(slot, tag, n, ByteView(at_, room()));
    if (used == kRefused) return taken(false, m);
    at_ += used;
    if (used != 0) return true;
  }
  if (!taken(destination_.begin_structure(slot, tag, n), m)) return false;
  const bool ok = items(m, n, [&](std::size_t i) -> Item& { return destination_.field_slot(slot, i); });
  return ok && taken(destination_.end_structure(slot, tag), m);
}

}  // namespace wirespeed::packstream
