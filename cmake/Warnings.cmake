# nativernn_warnings: linked privately by our own targets; consumers never inherit it.
add_library(nativernn_warnings INTERFACE)
if(MSVC)
  target_compile_options(nativernn_warnings INTERFACE /W4 $<$<BOOL:${NATIVERNN_WARNINGS_AS_ERRORS}>:/WX>)
else()
  target_compile_options(nativernn_warnings INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion
    $<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor -Wold-style-cast>
    $<$<BOOL:${NATIVERNN_WARNINGS_AS_ERRORS}>:-Werror>)
endif()

# nativernn_sanitizers: empty unless NATIVERNN_SANITIZE names some.
add_library(nativernn_sanitizers INTERFACE)
if(NATIVERNN_SANITIZE)
  target_compile_options(nativernn_sanitizers INTERFACE
    -fsanitize=${NATIVERNN_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(nativernn_sanitizers INTERFACE -fsanitize=${NATIVERNN_SANITIZE})
  target_compile_definitions(nativernn_sanitizers INTERFACE NRNN_SANITIZED)
endif()
