// A snapshot that is asked without a socket: all that `serve` does between having read a request and writing its
// answer.
#pragma once

#include <filesystem>
#include <memory>

#include "wirespeed/perftest/asker.hpp"

namespace discography {

// Its memory and its threads are those of one process that serves; what it derives is derived beside the first
// questions.
class Local;

wirespeed::Result<std::shared_ptr<Local>> open_local(const std::filesystem::path& directory);

// Many may ask the same one at once.
std::unique_ptr<wirespeed::perftest::Asker> local_asker(std::shared_ptr<Local> local);

}  // namespace discography
