include(GoogleTest)

# wirespeed_module(NAME [USES module...] [LINKS target...])
#
# The folder of the calling CMakeLists.txt becomes the library wirespeed_NAME: all its *.cpp but *_test.cpp.
# USES names modules below it (layers.toml says which are allowed), LINKS names libraries of others.
# Tests beside the sources become NAME_test, and every header is compiled alone (all_verify_interface_header_sets).
function(wirespeed_module NAME)
  cmake_parse_arguments(ARG "" "" "USES;LINKS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS *.cpp)
  file(GLOB headers CONFIGURE_DEPENDS *.hpp)
  set(tests ${sources})
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
  list(FILTER sources EXCLUDE REGEX "_test\\.cpp$")

  add_library(wirespeed_${NAME} STATIC ${sources})
  target_sources(wirespeed_${NAME} PUBLIC FILE_SET HEADERS BASE_DIRS "${CMAKE_SOURCE_DIR}/src" FILES ${headers})
  set_target_properties(wirespeed_${NAME} PROPERTIES VERIFY_INTERFACE_HEADER_SETS ON)
  list(TRANSFORM ARG_USES PREPEND wirespeed_)
  target_link_libraries(wirespeed_${NAME} PUBLIC ${ARG_USES} fmt::fmt-header-only PRIVATE wirespeed_options ${ARG_LINKS})

  if(WIRESPEED_TESTS AND tests)
    add_executable(${NAME}_test ${tests})
    target_link_libraries(${NAME}_test PRIVATE wirespeed_${NAME} wirespeed_options ${ARG_LINKS} GTest::gtest_main)
    gtest_discover_tests(${NAME}_test TEST_PREFIX "${NAME}: " DISCOVERY_TIMEOUT 60)
  endif()
endfunction()
