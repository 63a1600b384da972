# The programs themselves, however NativeRnn::nativernn came to be there.
add_executable(lstm_in_c "${CMAKE_CURRENT_LIST_DIR}/lstm.c")
add_executable(lstm_in_cpp "${CMAKE_CURRENT_LIST_DIR}/lstm.cpp")
set_target_properties(lstm_in_c PROPERTIES C_STANDARD 99)
set_target_properties(lstm_in_cpp PROPERTIES CXX_STANDARD 17 CXX_STANDARD_REQUIRED ON)
find_library(NATIVERNN_SAMPLES_LIBM m)
foreach(program lstm_in_c lstm_in_cpp)
  target_link_libraries(${program} PRIVATE NativeRnn::nativernn)
  if(WIN32)
    # Windows looks for a DLL beside the program.
    add_custom_command(TARGET ${program} POST_BUILD
      COMMAND ${CMAKE_COMMAND} -E copy_if_different $<TARGET_FILE:NativeRnn::nativernn> $<TARGET_FILE_DIR:${program}>)
  endif()
endforeach()
if(NATIVERNN_SAMPLES_LIBM)
  target_link_libraries(lstm_in_c PRIVATE "${NATIVERNN_SAMPLES_LIBM}")
endif()
