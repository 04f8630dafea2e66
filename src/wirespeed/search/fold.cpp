#include "wirespeed/search/fold.hpp"

#include "wirespeed/search/word_reader.hpp"

namespace wirespeed::search {

std::vector<std::string> fold_words(std::string_view name) {
  WordReader reader;
  reader.read(name);
  return {reader.words().begin(), reader.words().end()};
}

std::string fold_name(std::string_view name) {
  WordReader reader;
  reader.read(name);
  return std::string(reader.text());
}

}  // namespace wirespeed::search
