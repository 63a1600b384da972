# cmake --install: the shared library, the header, the export set and oneDNN's notices.
include(CMakePackageConfigHelpers)

install(TARGETS nativernn EXPORT NativeRnnTargets
  RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR}
  LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY native/include/nativernn "${nativernn_generated_include}/nativernn"
  DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.h")
install(EXPORT NativeRnnTargets NAMESPACE NativeRnn:: DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/NativeRnn)

file(WRITE "${CMAKE_CURRENT_BINARY_DIR}/NativeRnnConfig.cmake"
  "include(\"\${CMAKE_CURRENT_LIST_DIR}/NativeRnnTargets.cmake\")\n")
write_basic_package_version_file("${CMAKE_CURRENT_BINARY_DIR}/NativeRnnConfigVersion.cmake"
  COMPATIBILITY SameMinorVersion)
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/NativeRnnConfig.cmake"
              "${CMAKE_CURRENT_BINARY_DIR}/NativeRnnConfigVersion.cmake"
  DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/NativeRnn)
if(NATIVERNN_ONEDNN_NOTICES)
  install(DIRECTORY "${NATIVERNN_ONEDNN_NOTICES}/" DESTINATION ${CMAKE_INSTALL_DOCDIR}/onednn)
endif()
