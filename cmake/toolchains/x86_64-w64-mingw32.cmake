# Windows on x64, with MinGW (Debian and Ubuntu: g++-mingw-w64-x86-64-posix). It stands in for MSVC where there is no
# Windows: ./build.sh test --all compiles with it what is guarded for Windows. No release is built with it.
set(CMAKE_SYSTEM_NAME Windows)
set(CMAKE_SYSTEM_PROCESSOR AMD64)
set(CMAKE_C_COMPILER x86_64-w64-mingw32-gcc-posix)
set(CMAKE_CXX_COMPILER x86_64-w64-mingw32-g++-posix)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
