#include "resolve.hpp"

#include <fmt/format.h>

#include <cstdio>

#include "output.hpp"
#include "wirespeed/music/resolve.hpp"

namespace discography {
namespace {

using wirespeed::Result;
using wirespeed::Stop;
using wirespeed::graph::LabelId;
using wirespeed::graph::NodeId;
namespace music_questions = wirespeed::music;
namespace search = wirespeed::search;

using Found = Result<std::optional<NodeId>>;

void tell_choice(const Music& music, const music_questions::Resolved& resolved, std::string_view text) {
  fmt::print(stderr, "discography: {} nodes are called \"{}\"; taking the most popular, {} {}\n", resolved.candidates,
             printable(text), music.graph().node(resolved.node).label_name(), music.id_text(resolved.node));
}

// `what` is "Artist", or "node" for any label.
Found tell_nothing_found(const Music& music, std::string_view what, std::string_view text, search::LabelSet labels,
                         const Stop& stop) {
  const auto near = music_questions::suggest(music, text, labels, stop);
  if (!near) return std::unexpected(near.error());
  const std::string hint = *near ? fmt::format("; did you mean \"{}\" ({} {})?", printable(music.name_of(**near)),
                                               music.graph().node(**near).label_name(), music.id_text(**near))
                                 : "";
  const char* known_by = music_questions::parse_id(text) ? "has the id or name" : "is called";
  fmt::print(stderr, "discography: no {} {} \"{}\"{}\n", what, known_by, printable(text), hint);
  return std::nullopt;
}

Found tell(const Music& music, const Result<music_questions::Resolved>& resolved, std::string_view what,
           std::string_view text, search::LabelSet labels, const Stop& stop) {
  if (!resolved) return std::unexpected(resolved.error());
  if (resolved->candidates > 1) tell_choice(music, *resolved, text);
  if (resolved->found()) return resolved->node;
  return tell_nothing_found(music, what, text, labels, stop);
}

}  // namespace

Found resolve_or_tell(const Music& music, LabelId label, std::string_view text, const Stop& stop) {
  return tell(music, music_questions::resolve(music, label, text, stop), music.graph().label_name(label), text,
              search::only(static_cast<std::uint8_t>(label)), stop);
}

Found resolve_or_tell(const Music& music, std::string_view text, const Stop& stop) {
  const std::size_t colon = text.find(':');
  if (colon != std::string_view::npos) {
    if (const auto label = music.label(text.substr(0, colon))) {
      return resolve_or_tell(music, *label, text.substr(colon + 1), stop);
    }
  }
  return tell(music, music_questions::resolve(music, text, stop), "node", text, search::kAllLabels, stop);
}

}  // namespace discography
