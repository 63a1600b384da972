using System.Text;
using NativeRnn.Bindings;

namespace NativeRnn;

/// <summary>Makes a rename durable: .NET cannot flush a folder, the native library can.</summary>
internal static unsafe class FolderFlush
{
    internal static void Flush(string folder)
    {
        var utf8 = Encoding.UTF8.GetBytes(folder + '\0');
        fixed (byte* path = utf8)
        {
            if (Native.FolderFlush(path) != NativeStatus.Ok)
            {
                throw new IOException(NativeCall.Text(Native.LastErrorMessage()));
            }
        }
    }
}
