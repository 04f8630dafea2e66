// One walk along the credential chain. Made for it, and thrown away behind it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wirespeed/s3_client/credential_chain.hpp"
#include "wirespeed/s3_client/sts.hpp"

namespace wirespeed::s3_client {

class CredentialLookup {
 public:
  // Everything is borrowed.
  CredentialLookup(const CredentialOptions& options, const Surroundings& around, const Stop& stop)
      : options_(options), around_(around), stop_(stop), profile_(profile_name(options.profile, around)) {}

  Outcome<s3::Credentials> find();

 private:
  // Nothing: this place is not set up. An error: it is, and failed.
  using Found = Outcome<std::optional<s3::Credentials>>;
  // Profiles whose roles are being assumed, to notice a circle.
  using Visited = std::vector<std::string>;

  Found environment() const;
  Found in_files();
  Found around_us();
  Found container();
  Found instance();

  // What a profile says apart from a role with a source.
  Found of_profile(const std::string& profile, bool with_environment);
  Found of_keys(const s3::Sections& sections, const std::string& profile, std::string_view file) const;
  Found of_process(const std::string& profile) const;
  Found of_login(const std::string& profile) const;
  Found of_web_identity(const std::string& profile, bool with_environment);

  Found of_role(const std::string& profile, Visited& visited);
  Outcome<Role> read_role(const s3::Settings& settings, const std::string& profile) const;
  Outcome<s3::Credentials> source_of(const s3::Settings& settings, const std::string& profile, Visited& visited);
  Outcome<s3::Credentials> named_source(std::string_view name, const std::string& profile);
  Outcome<s3::Credentials> of_source_profile(const std::string& source, const std::string& profile, Visited& visited);

  Outcome<Sts> sts();
  Result<std::shared_ptr<const net::TlsContext>> tls() const;
  std::unexpected<s3::Error> none_found() const;

  const CredentialOptions& options_;
  const Surroundings& around_;
  const Stop& stop_;
  ProfileName profile_;
  s3::ProfileFiles files_;
  std::string why_no_instance_;
};

}  // namespace wirespeed::s3_client
