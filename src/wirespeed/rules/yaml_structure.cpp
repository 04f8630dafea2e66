#include "wirespeed/rules/yaml_structure.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <sstream>
#include <utility>

namespace wirespeed::rules {
namespace {

// Leaves the parser from within one of its events.
struct Refused {
  Error error;
};

class Structure final : public YAML::EventHandler {
 public:
  void OnDocumentStart(const YAML::Mark& mark) override {
    if (documents_++ > 0) refuse(mark, Errc::invalid_argument, "expected one document, found another");
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
  void OnAlias(const YAML::Mark&, YAML::anchor_t) override {}
  void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t, const std::string&) override {}
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {
    enter(mark);
  }
  void OnSequenceEnd() override { --depth_; }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {
    enter(mark);
  }
  void OnMapEnd() override { --depth_; }

 private:
  void enter(const YAML::Mark& mark) {
    if (++depth_ > kDeepest) refuse(mark, Errc::limit, fmt::format("expected at most {} levels", kDeepest));
  }
  [[noreturn]] static void refuse(const YAML::Mark& mark, Errc code, const std::string& message) {
    throw Refused{{code, fmt::format("line {}: {}", mark.line + 1, message)}};
  }

  std::size_t depth_ = 0, documents_ = 0;
};

}  // namespace

Result<void> check_structure(const std::string& yaml) {
  std::istringstream stream(yaml);
  YAML::Parser parser(stream);
  Structure structure;
  try {
    while (parser.HandleNextDocument(structure)) {
    }
  } catch (const Refused& refused) {
    return std::unexpected(refused.error);
  }
  return {};
}

}  // namespace wirespeed::rules
