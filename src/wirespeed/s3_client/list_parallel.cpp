#include "wirespeed/s3_client/list_parallel.hpp"

#include <algorithm>

#include "wirespeed/s3_client/list_page.hpp"

namespace wirespeed::s3_client {
namespace {

constexpr unsigned kMostDoublings = 16;

}  // namespace

class ListParallel::Page final : public ListPageExchange {
 public:
  explicit Page(ListParallel& list) : ListPageExchange(list, list.bucket_, list.common_), list_(list) {}

  void begin(s3::ListFanout::Task task) {
    id_ = task.id;
    ask(std::move(task.parameters));
  }
  void fail(s3::Error error) override { list_.set_error(std::move(error)); }

 protected:
  Outcome<void> take(std::string& body) override {
    s3::EntryList entries;
    auto page = s3::read_listing(body, entries);
    if (!page) return said_here(std::move(page).error());
    list_.counted().objects.fetch_add(page->entries, std::memory_order_relaxed);
    if (auto ok = list_.fanout_.take(id_, std::move(entries), *page); !ok) return said_here(std::move(ok).error());
    return {};
  }

 private:
  ListParallel& list_;
  std::uint64_t id_ = 0;
};

ListParallel::ListParallel(std::string bucket, s3::FanoutOptions options, Take take, s3::CommonOptions common)
    : bucket_(std::move(bucket)),
      at_once_(options.at_once),
      fanout_(std::move(options)),
      take_(std::move(take)),
      common_(std::move(common)) {}

ListParallel::~ListParallel() = default;

// Who reads one page may want no other: it begins with few requests.
void ListParallel::ask_for_page() {
  by_page_ = true;
  has_page_ = false;
  fanout_.allow(std::min(at_once_, 1U << std::min(++asked_for_, kMostDoublings)));
  hand_over();
}

void ListParallel::hand_over() {
  while (!error() && !has_page_ && fanout_.ready(ready_)) {
    take_(ready_);
    has_page_ = by_page_;
  }
}

Exchange* ListParallel::next() {
  if (error() || has_page_) return nullptr;
  auto task = fanout_.next();
  if (!task) return nullptr;
  Page& page = pool_.take(*this);
  page.begin(*std::move(task));
  ++under_way_;
  return &page;
}

void ListParallel::ended(Exchange& exchange) {
  --under_way_;
  pool_.give_back(static_cast<Page&>(exchange));
  hand_over();
}

}  // namespace wirespeed::s3_client
