// Files that are part of the program: the page, and what describes the API. cmake/EmbedFiles.cmake puts them in.
#pragma once

#include <span>
#include <string_view>

namespace discography {

struct EmbeddedFile {
  std::string_view name;   // "index.html"
  std::string_view bytes;  // for the life of the program
};

std::span<const EmbeddedFile> embedded_files() noexcept;

}  // namespace discography
