# How every target of ours is compiled and linked.

set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()

# The paths that a compilation records are relative to the tree, so a second clone finds the first one's objects in ccache.
add_compile_options("-ffile-prefix-map=${CMAKE_SOURCE_DIR}/=")
find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CMAKE_COMMAND}" -E env "CCACHE_BASEDIR=${CMAKE_SOURCE_DIR}" CCACHE_NOHASHDIR=1
                                  "${CCACHE}")
endif()

# Every x86-64 CPU since 2009 has POPCNT and SSE4.2; without them each count of bits is a call. base/cpu.hpp checks.
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  add_compile_options(-march=x86-64-v2)
endif()

find_program(MOLD mold)
if(MOLD)
  add_link_options(-fuse-ld=mold)
endif()

# Warnings are errors in our own code; headers of others come in as SYSTEM.
add_library(wirespeed_options INTERFACE)
target_compile_options(
  wirespeed_options
  INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Werror
            -fno-omit-frame-pointer)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 12 reports these inside libstdc++ once it inlines across std::string and std::vector.
  target_compile_options(wirespeed_options INTERFACE -Wno-restrict -Wno-stringop-overflow -Wno-array-bounds
                                                     -Wno-maybe-uninitialized -Wno-stringop-overread)
endif()

# Their reports name functions and lines, which -g1 has; with variables and types an object is 2.5 times as large.
if(WIRESPEED_SANITIZE)
  add_compile_options(-fsanitize=${WIRESPEED_SANITIZE} -fno-sanitize-recover=all -g1)
  add_link_options(-fsanitize=${WIRESPEED_SANITIZE})
endif()

# Coverage feedback in every library that a fuzz target links.
if(WIRESPEED_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

# Clang calls what libstdc++ 12's own std::stable_sort uses deprecated.
if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  target_compile_options(wirespeed_options INTERFACE -Wno-deprecated-declarations)
endif()
