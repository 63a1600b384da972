# cmake --install: the shared libraries, their headers, what find_package and pkg-config read, and oneDNN's notices. All
# paths are relative to the files that hold them: the folder may be moved.
include(CMakePackageConfigHelpers)

set(nativernn_config_folder ${CMAKE_INSTALL_LIBDIR}/cmake/NativeRnn)

set(nativernn_libraries nativernn)
set(nativernn_left_out PATTERN nativernn_mpi.h EXCLUDE)
if(NATIVERNN_MPI)
  list(APPEND nativernn_libraries nativernn_mpi)
  set(nativernn_left_out)
endif()
install(TARGETS ${nativernn_libraries} EXPORT NativeRnnTargets
  RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR}
  LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY native/include/nativernn "${nativernn_generated_include}/nativernn"
  DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.h" ${nativernn_left_out})
install(EXPORT NativeRnnTargets NAMESPACE NativeRnn:: DESTINATION ${nativernn_config_folder})

configure_package_config_file(cmake/NativeRnnConfig.cmake.in "${CMAKE_CURRENT_BINARY_DIR}/NativeRnnConfig.cmake"
  INSTALL_DESTINATION ${nativernn_config_folder} NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file("${CMAKE_CURRENT_BINARY_DIR}/NativeRnnConfigVersion.cmake"
  COMPATIBILITY SameMinorVersion)
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/NativeRnnConfig.cmake"
              "${CMAKE_CURRENT_BINARY_DIR}/NativeRnnConfigVersion.cmake"
  DESTINATION ${nativernn_config_folder})

file(RELATIVE_PATH nativernn_up "/${CMAKE_INSTALL_LIBDIR}/pkgconfig" /)
configure_file(cmake/nativernn.pc.in "${CMAKE_CURRENT_BINARY_DIR}/nativernn.pc" @ONLY)
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/nativernn.pc" DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

install(FILES LICENSE NOTICE DESTINATION ${CMAKE_INSTALL_DOCDIR})
if(NATIVERNN_ONEDNN_NOTICES)
  install(DIRECTORY "${NATIVERNN_ONEDNN_NOTICES}/" DESTINATION ${CMAKE_INSTALL_DOCDIR}/onednn)
endif()
