// A server that is asked over one connection of HTTP/1.1, kept open.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "wirespeed/base/stop.hpp"
#include "wirespeed/perftest/asker.hpp"

namespace discography {

// "http://127.0.0.1:8042", with a path before all targets or without. An empty token: none is sent.
wirespeed::Result<std::unique_ptr<wirespeed::perftest::Asker>> connect_asker(std::string_view url,
                                                                             const std::string& token,
                                                                             const wirespeed::Stop& stop);

}  // namespace discography
