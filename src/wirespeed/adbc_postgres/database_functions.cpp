#include "wirespeed/adbc_postgres/driver_functions.hpp"

namespace wirespeed::adbc_postgres {
namespace {

constexpr const char* kWhat = "database";

AdbcStatusCode release(AdbcDatabase* self, AdbcError* error) noexcept {
  return with<Database>(self, kWhat, error, [&](Database&) -> Answer<void> {
    static_cast<void>(Handles<Database>::take(self->private_data));
    self->private_data = nullptr;
    return {};
  });
}

}  // namespace

void fill_database_functions(AdbcDriver& driver) {
  driver.DatabaseNew = [](AdbcDatabase* self, AdbcError* error) { return make<Database>(self, kWhat, error); };
  driver.DatabaseInit = [](AdbcDatabase* self, AdbcError* error) {
    return with<Database>(self, kWhat, error, [](Database& database) { return database.init(); });
  };
  driver.DatabaseSetOption = [](AdbcDatabase* self, const char* key, const char* value, AdbcError* error) {
    return set_text<Database>(self, kWhat, key, value, error);
  };
  driver.DatabaseRelease = release;
}

void fill_database_functions_110(AdbcDriver& driver) {
  driver.DatabaseGetOption = [](AdbcDatabase* self, const char* key, char* out, std::size_t* size, AdbcError* error) {
    return get_text<Database>(self, kWhat, key, out, size, error);
  };
  driver.DatabaseGetOptionBytes = [](AdbcDatabase* self, const char* key, std::uint8_t* out, std::size_t* size,
                                     AdbcError* error) {
    return get_text<Database>(self, kWhat, key, out, size, error);
  };
  driver.DatabaseGetOptionDouble = [](AdbcDatabase* self, const char* key, double* out, AdbcError* error) {
    return get_number<Database>(self, kWhat, key, out, error);
  };
  driver.DatabaseGetOptionInt = [](AdbcDatabase* self, const char* key, std::int64_t* out, AdbcError* error) {
    return get_number<Database>(self, kWhat, key, out, error);
  };
  driver.DatabaseSetOptionBytes = [](AdbcDatabase* self, const char* key, const std::uint8_t* value, std::size_t size,
                                     AdbcError* error) {
    return set_bytes<Database>(self, kWhat, key, value, size, error);
  };
  driver.DatabaseSetOptionDouble = [](AdbcDatabase* self, const char* key, double value, AdbcError* error) {
    return set_number<Database>(self, kWhat, key, value, error);
  };
  driver.DatabaseSetOptionInt = [](AdbcDatabase* self, const char* key, std::int64_t value, AdbcError* error) {
    return set_number<Database>(self, kWhat, key, value, error);
  };
}

}  // namespace wirespeed::adbc_postgres
