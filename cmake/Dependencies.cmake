# What comes from the system. Debian 12's package is named beside each.

find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(OpenSSL 3 REQUIRED)              # libssl-dev: SHA-256, TLS, SCRAM
find_package(SQLite3 REQUIRED)                # libsqlite3-dev: a store of graphs; its FTS5 judges the name search
find_package(ZLIB REQUIRED)                   # zlib1g-dev: inflate where ISA-L is missing, deflate
find_package(fmt REQUIRED)                    # libfmt-dev
pkg_check_modules(UTF8PROC REQUIRED IMPORTED_TARGET libutf8proc)  # libutf8proc-dev: Unicode's normal forms
pkg_check_modules(ISAL IMPORTED_TARGET libisal)  # libisal-dev, optional: the fast inflate
find_path(XXHASH_INCLUDE xxhash.h REQUIRED)   # libxxhash-dev, used as a header

add_library(wirespeed_xxhash INTERFACE)
target_include_directories(wirespeed_xxhash SYSTEM INTERFACE "${XXHASH_INCLUDE}")
target_compile_definitions(wirespeed_xxhash INTERFACE XXH_INLINE_ALL)

if(WIRESPEED_TESTS)
  find_package(GTest REQUIRED)  # libgtest-dev
  find_package(EXPAT REQUIRED)  # libexpat1-dev: the judge of what the generator writes
endif()
