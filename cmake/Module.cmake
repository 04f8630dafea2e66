include(GoogleTest)

add_custom_target(threaded_tests)  # what is worth building under the tsan preset

# wirespeed_module(NAME [USES module...] [LINKS target...] [TEST_LINKS target...] [THREADED])
#
# The folder of the calling CMakeLists.txt becomes the library wirespeed_NAME: all its *.cpp but *_test.cpp.
# USES names modules below it (layers.toml says which are allowed), LINKS names libraries of others.
# Tests beside the sources become NAME_test, which also links TEST_LINKS (oracles that the library itself does not need).
# THREADED: the module starts threads or is called from several, so its tests run under ThreadSanitizer too (label threads).
# Every header is compiled alone by the target all_verify_interface_header_sets.
function(wirespeed_module NAME)
  cmake_parse_arguments(ARG "THREADED" "" "USES;LINKS;TEST_LINKS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS *.cpp)
  file(GLOB headers CONFIGURE_DEPENDS *.hpp)
  set(tests ${sources})
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
  list(FILTER sources EXCLUDE REGEX "_test\\.cpp$")

  add_library(wirespeed_${NAME} STATIC ${sources})
  target_sources(wirespeed_${NAME} PUBLIC FILE_SET HEADERS BASE_DIRS "${CMAKE_SOURCE_DIR}/src" FILES ${headers})
  set_target_properties(wirespeed_${NAME} PROPERTIES VERIFY_INTERFACE_HEADER_SETS ON)
  list(TRANSFORM ARG_USES PREPEND wirespeed_)
  target_link_libraries(wirespeed_${NAME} PUBLIC ${ARG_USES} fmt::fmt PRIVATE wirespeed_options ${ARG_LINKS})
  set_property(GLOBAL APPEND PROPERTY WIRESPEED_MODULES wirespeed_${NAME})

  if(WIRESPEED_TESTS AND tests)
    add_executable(${NAME}_test ${tests})
    target_link_libraries(${NAME}_test PRIVATE wirespeed_${NAME} wirespeed_options ${ARG_LINKS} ${ARG_TEST_LINKS} GTest::gtest_main)
    set(label "plain")
    if(ARG_THREADED)
      set(label "threads")
      add_dependencies(threaded_tests ${NAME}_test)
    endif()
    gtest_discover_tests(${NAME}_test TEST_PREFIX "${NAME}:" DISCOVERY_TIMEOUT 60 PROPERTIES LABELS ${label})
  endif()
endfunction()
