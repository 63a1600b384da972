#include "core/error.hpp"

#ifndef _WIN32
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <unistd.h>
#endif

nrnn_status nrnn_folder_flush(const char *path) {
    return nrnn::guard([&] {
        nrnn::require(path != nullptr, "the path is null");
#ifndef _WIN32
        const int folder = ::open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        // Some file systems refuse to flush a folder (EINVAL); the rename itself has been done.
        const bool flushed = folder >= 0 && (::fsync(folder) == 0 || errno == EINVAL);
        const int reason = errno;
        if (folder >= 0)
            ::close(folder);
        if (!flushed)
            throw nrnn::error(NRNN_IO, "cannot flush the folder " + std::string(path) + ": " + std::strerror(reason));
#endif
    });
}
