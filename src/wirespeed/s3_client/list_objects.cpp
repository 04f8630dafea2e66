#include "wirespeed/s3_client/list_objects.hpp"

#include "wirespeed/s3_client/list_page.hpp"

namespace wirespeed::s3_client {

class ListObjects::Page final : public ListPageExchange {
 public:
  explicit Page(ListObjects& list) : ListPageExchange(list, list.bucket_, list.common_), list_(list) {}

  void fail(s3::Error error) override { list_.set_error(std::move(error)); }

 protected:
  Outcome<void> take(std::string& body) override {
    auto page = list_.take_(body);
    if (!page) return said_here(page.error());
    if (auto ok = list_.cursor_.advance(*page); !ok) return said_here(ok.error());
    if (list_.pages_wanted_ > 0) --list_.pages_wanted_;
    list_.counted().objects.fetch_add(page->entries, std::memory_order_relaxed);
    return {};
  }

 private:
  ListObjects& list_;
};

ListObjects::ListObjects(std::string bucket, s3::ListCursor cursor, Take take, s3::CommonOptions common)
    : bucket_(std::move(bucket)),
      cursor_(std::move(cursor)),
      take_(std::move(take)),
      common_(std::move(common)),
      page_(std::make_unique<Page>(*this)) {}

ListObjects::~ListObjects() = default;

Exchange* ListObjects::next() {
  if (is_under_way_ || satisfied()) return nullptr;
  is_under_way_ = true;
  page_->ask(cursor_.parameters());
  return page_.get();
}

void ListObjects::ended(Exchange& /*exchange*/) { is_under_way_ = false; }

}  // namespace wirespeed::s3_client
