#include "faults.hpp"

#include <array>
#include <utility>

#include "words.hpp"

namespace wirespeed::bolt_replay {

namespace {

using Optional = std::optional<std::uint64_t> Faults::*;
using Number = std::uint64_t Faults::*;

constexpr std::array<std::pair<std::string_view, Optional>, 8> kPlaces{{
    {"fail", &Faults::fail},
    {"garbage", &Faults::garbage},
    {"noise", &Faults::noise},
    {"longer", &Faults::longer},
    {"shorter", &Faults::shorter},
    {"silence", &Faults::silence},
    {"cut", &Faults::cut},
    {"reset", &Faults::reset},
}};
constexpr std::array<std::pair<std::string_view, Number>, 4> kNumbers{{
    {"delay", &Faults::delay},
    {"segment", &Faults::segment},
    {"chunk", &Faults::chunk},
    {"noop", &Faults::noop},
}};
constexpr std::array<std::pair<std::string_view, Action>, 3> kActions{{
    {"close", Action::close},
    {"silence", Action::silence},
    {"fail", Action::fail},
}};

Result<void> add_action(Faults& faults, std::string_view words) {
  const auto [message, what] = halves(words, ':');
  Tag tag{};
  for (const auto& [name, action] : kActions) {
    if (name != what || !tag_of(message, tag)) continue;
    faults.at[tag] = action;
    return {};
  }
  return fail(Errc::not_found, "fault: expected at=MESSAGE:close|silence|fail, found at={}", words);
}

}  // namespace

bool Faults::touch_records() const noexcept {
  return fail || garbage || noise || longer || shorter || silence || chunk != kMaxChunkBytes || noop != 0;
}

Result<void> add_fault(Faults& faults, std::string_view word) {
  const auto [name, text] = halves(word, '=');
  if (name == "at") return add_action(faults, text);
  std::uint64_t number = 0;
  if (!to_number(text, number)) return wirespeed::fail(Errc::not_found, "fault: expected NAME=NUMBER, found {}", word);
  for (const auto& [known, place] : kPlaces) {
    if (known == name) return faults.*place = number, Result<void>();
  }
  for (const auto& [known, place] : kNumbers) {
    if (known == name) return faults.*place = number, Result<void>();
  }
  return wirespeed::fail(Errc::not_found, "fault: no fault is called {}; faults.hpp names them", name);
}

}  // namespace wirespeed::bolt_replay
