// The text format of Prometheus: a name is described once, then its samples follow.
#pragma once

#include <fmt/format.h>

#include <iterator>
#include <string>
#include <string_view>
#include <utility>

namespace discography {

class PrometheusText {
 public:
  // `type`: "counter", "gauge" or "histogram".
  void describe(const char* name, const char* type, const char* help) {
    name_ = name;
    fmt::format_to(end(), "# HELP {} {}\n# TYPE {} {}\n", name, help, name, type);
  }
  // Of the name that was described last, or what of it `suffix` says. `labels` without their braces.
  template <typename Number>
  void sample(std::string_view labels, Number value, std::string_view suffix = {}) {
    labels.empty() ? fmt::format_to(end(), "{}{} {}\n", name_, suffix, value)
                   : fmt::format_to(end(), "{}{}{{{}}} {}\n", name_, suffix, labels, value);
  }
  // Of one sample.
  template <typename Number>
  void gauge(const char* name, const char* help, Number value) {
    describe(name, "gauge", help);
    sample("", value);
  }
  template <typename Number>
  void counter(const char* name, const char* help, Number value) {
    describe(name, "counter", help);
    sample("", value);
  }
  void append(std::string_view text) { text_ += text; }
  std::string take() { return std::move(text_); }

 private:
  std::back_insert_iterator<std::string> end() { return std::back_inserter(text_); }

  const char* name_ = "";
  std::string text_;
};

}  // namespace discography
