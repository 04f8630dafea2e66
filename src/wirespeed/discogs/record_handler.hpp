// The handler that fills the structs of records.hpp from the events of one record.
#pragma once

#include <array>
#include <span>
#include <string_view>
#include <vector>

#include "wirespeed/discogs/arena.hpp"
#include "wirespeed/discogs/records.hpp"
#include "wirespeed/discogs/schema.hpp"
#include "wirespeed/xml/tokenizer.hpp"

namespace wirespeed::discogs {

// One set of records, filled anew for each; which one is meant, the dump's kind says. Not thread-safe.
class RecordHandler {
 public:
  explicit RecordHandler(Kind kind) noexcept : kind_(kind) {}

  void begin() noexcept;  // before each record; ends the life of the views in the last one

  void start(std::string_view name, std::span<const xml::Attribute> attributes);
  void text(std::string_view raw, xml::TextForm form);
  void end(std::string_view name);
  void empty(std::string_view name, std::span<const xml::Attribute> attributes) {
    start(name, attributes);
    end(name);
  }
  void leaf(std::string_view name, std::string_view value) {
    start(name, {});
    text(value, xml::TextForm::plain);
    end(name);
  }

  const Artist& artist() const noexcept { return artist_; }
  const Label& label() const noexcept { return label_; }
  const Master& master() const noexcept { return master_; }
  const Release& release() const noexcept { return release_; }

  Id record_id() const noexcept;
  // Characters and ids that were not what they should be (a reference's id that is no number becomes kNoId).
  std::uint64_t repairs() const noexcept { return repairs_; }

 private:
  void open(Place place);  // each tries its places and leaves the rest to the next
  void open_in_person(Place place);
  void open_in_work(Place place);
  void open_in_credit(Place place);
  void open_in_release(Place place);
  void open_in_track(Place place);
  void open_in_company(Place place);
  void close(Place place);
  void take_attribute(Place place, const xml::Attribute& attribute);
  Text* attribute_text(Place place, Tag tag);
  Id* attribute_id(Place place, Tag tag);

  void open_item(std::vector<Text>& list);
  void open_named(std::vector<NamedId>& list);
  void open_credit(std::vector<Credit>& list);
  void open_track();
  void open_track_credit(bool extra);
  Track& track() noexcept { return release_.tracks[open_tracks_.back()]; }

  Text decoded(std::string_view raw, xml::TextForm form);
  Text decoded_value(const xml::Attribute& attribute);
  Text joined(Text front, Text back);
  void set_id(Id& target, Text digits);

  Id& own_id() noexcept;
  Text& title() noexcept { return kind_ == Kind::masters ? master_.title : release_.title; }
  Text& notes() noexcept { return kind_ == Kind::masters ? master_.notes : release_.notes; }
  Text& data_quality() noexcept;
  std::vector<Text>& genres() noexcept { return kind_ == Kind::masters ? master_.genres : release_.genres; }
  std::vector<Text>& styles() noexcept { return kind_ == Kind::masters ? master_.styles : release_.styles; }
  std::vector<Video>& videos() noexcept { return kind_ == Kind::masters ? master_.videos : release_.videos; }
  std::vector<Text>& urls() noexcept { return kind_ == Kind::artists ? artist_.urls : label_.urls; }

  Kind kind_;
  Artist artist_;
  Label label_;
  Master master_;
  Release release_;

  std::size_t depth_ = 0;
  std::array<Place, xml::kMaxDepth + 1> places_{Place::dump};
  std::vector<std::uint32_t> open_tracks_;

  // Where the text of the open element goes: at most one of the two targets is set.
  Text* text_target_ = nullptr;
  Id* id_target_ = nullptr;
  Text id_text_;
  Credit* credit_ = nullptr;
  NamedId* named_ = nullptr;
  Id paired_id_ = kNoId;  // of an <id> that stands before its <name>, as members do in old dumps

  Arena arena_;
  std::uint64_t repairs_ = 0;
};

}  // namespace wirespeed::discogs
