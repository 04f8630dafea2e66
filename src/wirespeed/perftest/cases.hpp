// What is asked: a list in YAML that people edit.
//
//   lists:
//     artist: {popular: 4}                       the four most popular artists; label: says where it is not the name
//     word: [love, "black night"]                these
//   cases:
//     - {name: trends of an artist, get: "/api/trends/artist/{artist}"}                  asked for each of the list
//     - {name: path, get: "/api/path?from=artist:{artist}&to=artist:{artist.next}"}      {x.next}: the one after it
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "wirespeed/perftest/asker.hpp"

namespace wirespeed::perftest {

struct List {
  std::string name;
  std::string label;        // whose most popular are meant, in lower case
  std::size_t popular = 0;  // how many of them; 0: `values` stand for themselves
  std::vector<std::string> values;
};

struct CaseTemplate {
  std::string name;
  std::string target;  // with placeholders
};

struct CaseList {
  std::vector<List> lists;
  std::vector<CaseTemplate> cases;
};

struct Case {
  std::string name;
  std::string target;
  friend bool operator==(const Case&, const Case&) = default;
};

// The list that is asked where none is given: the latency cases of a music explorer.
std::string_view default_cases() noexcept;

// `where` is the file, for errors, which name the line.
Result<CaseList> parse_cases(std::string_view text, std::string_view where);

// Finds out who the most popular are: the best suggestions for each letter.
Result<void> find_popular(CaseList& list, Asker& asker);

// One case for each value. An error where a placeholder names no list, or a template two lists.
Result<std::vector<Case>> expand(const CaseList& list);

}  // namespace wirespeed::perftest
