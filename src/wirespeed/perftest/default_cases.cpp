#include "wirespeed/perftest/cases.hpp"

namespace wirespeed::perftest {

std::string_view default_cases() noexcept {
  return R"yaml(# What `discography perftest` asks. Print it with --print-cases, edit it, and give it back with --cases FILE.
#
# A case is asked once for each value of its list: {artist} is the value, {artist.next} the one after it. A list has
# its values written out, or is {popular: N}: the N most popular nodes of that label (label: says another one).

lists:
  artist: {popular: 4}
  label: {popular: 3}
  genre: {popular: 2}
  style: {popular: 3}
  master: {popular: 2}
  person: {popular: 2}
  # Common words: their hits are many, and all of them are counted.
  word: [rock, love, night, the, "black sun", blue]
  # What stands in the box while somebody types.
  typed: [a, lo, lov, "love n", "the b", st, x]

cases:
  - {name: path between artists, get: "/api/path?from=artist:{artist}&to=artist:{artist.next}"}
  - {name: path between labels, get: "/api/path?from=label:{label}&to=label:{label.next}"}
  - {name: path by all types, get: "/api/path?from=artist:{artist}&to=artist:{artist.next}&types=all"}
  - {name: explore genre, get: "/api/explore/genre/{genre}"}
  - {name: explore style, get: "/api/explore/style/{style}"}
  - {name: explore artist, get: "/api/explore/artist/{artist}"}
  - {name: explore label, get: "/api/explore/label/{label}"}
  - {name: explore master, get: "/api/explore/master/{master}"}
  - {name: expand artist, get: "/api/explore/artist/{artist}?type=BY&direction=in&label=release&offset=50&limit=50"}
  - {name: expand label, get: "/api/explore/label/{label}?type=ON&direction=in&label=release&offset=50&limit=50"}
  - {name: expand genre, get: "/api/explore/genre/{genre}?type=IS&direction=in&label=release&offset=5000&limit=50"}
  - {name: trends genre, get: "/api/trends/genre/{genre}"}
  - {name: trends style, get: "/api/trends/style/{style}"}
  - {name: trends artist, get: "/api/trends/artist/{artist}"}
  - {name: trends label, get: "/api/trends/label/{label}"}
  - {name: similar artists, get: "/api/similar/artist/{artist}"}
  - {name: collaborators, get: "/api/collaborators/artist/{artist}"}
  - {name: label DNA, get: "/api/label-dna/{label}"}
  - {name: search, get: "/api/search?q={word}"}
  - {name: search releases, get: "/api/search?q={word}&type=release&limit=50"}
  - {name: autocomplete, get: "/api/autocomplete?q={typed}"}
  - {name: node artist, get: "/api/node/artist/{artist}"}
  - {name: node person, get: "/api/node/person/{person}"}
  - {name: genre tree, get: /api/genre-tree}
  - {name: stats, get: /api/stats}
)yaml";
}

}  // namespace wirespeed::perftest
