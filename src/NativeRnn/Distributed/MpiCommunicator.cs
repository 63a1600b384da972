using System.Runtime.InteropServices;
using System.Text;
using NativeRnn.Bindings;

namespace NativeRnn;

/// <summary>The processes (ranks) of an MPI job, and what they do together.</summary>
/// <remarks>
/// <para>
/// Every rank makes the same calls in the same order; a call returns when this rank's part is done. One thread at a time,
/// once in a process. It needs the native module nativernn_mpi, which the default package does not have.
/// </para>
/// <para>
/// A rank that fails must call <see cref="Abort"/>, not <see cref="Dispose"/>: the others would wait for it for ever.
/// </para>
/// </remarks>
public sealed unsafe class MpiCommunicator : IDisposable
{
    private bool _left;

    private MpiCommunicator(in NativeMpiInfo info)
    {
        Share = new RowShare(info.Rank, info.Size);
        LocalSize = info.LocalSize;
        HostProcessors = info.HostProcessors;
    }

    /// <summary>The name and version of the MPI in use, such as <c>Open MPI v4.1.4</c>.</summary>
    /// <exception cref="DllNotFoundException">The module is missing; the message says how to get it.</exception>
    public static string Library => NativeCall.Text(NativeMpi.Library());

    /// <summary>This process's number in the job, from 0.</summary>
    public int Rank => Share.Rank;

    /// <summary>How many processes the job has.</summary>
    public int Size => Share.Ranks;

    /// <summary>Whether this is rank 0, which reports and writes files.</summary>
    public bool IsRoot => Rank == 0;

    /// <summary>How many of the job's processes this host runs.</summary>
    public int LocalSize { get; }

    /// <summary>Logical processors of this host, those that the launcher keeps this process from included.</summary>
    public int HostProcessors { get; }

    /// <summary>How many threads this process should compute with, so that the host's ranks share its processors.</summary>
    public int FairThreads =>
        Math.Clamp(Math.Min(Environment.ProcessorCount, HostProcessors / LocalSize), 1, Engine.MaxThreads);

    /// <summary>What is this rank's of rows that all share.</summary>
    internal RowShare Share { get; }

    /// <summary>Joins the job that this process was launched in; without a launcher, one of a single rank.</summary>
    /// <exception cref="DllNotFoundException">The module is missing; the message says how to get it.</exception>
    /// <exception cref="NativeRnnException">MPI does not start, or this process has joined before.</exception>
    public static MpiCommunicator Join()
    {
        var info = new NativeMpiInfo { StructSize = (nuint)sizeof(NativeMpiInfo) };
        Check(NativeMpi.Join((nint)(&info)), "nrnn_mpi_join");
        return new MpiCommunicator(info);
    }

    /// <summary>Ends all ranks at once, this one included.</summary>
    /// <param name="exitCode">Of the job, 1 to 255.</param>
    public static void Abort(int exitCode) => NativeMpi.Abort(exitCode);

    /// <summary>Waits until all ranks have come here.</summary>
    public void Barrier()
    {
        RequireJoined();
        Check(NativeMpi.Barrier(), "nrnn_mpi_barrier");
    }

    /// <summary>Each number becomes its sum over all ranks, the same bits on each.</summary>
    /// <param name="values">As many on each rank.</param>
    public void Sum(Span<double> values)
    {
        RequireJoined();
        fixed (double* pointer = values)
        {
            Check(NativeMpi.SumDoubles(pointer, (nuint)values.Length), "nrnn_mpi_sum_doubles");
        }
    }

    /// <summary>Each number becomes its sum over all ranks, the same bits on each.</summary>
    /// <param name="values">As many on each rank.</param>
    /// <param name="wire">What they travel in; float32 by default.</param>
    public void Sum(Span<float> values, GradientWire wire = GradientWire.F32)
    {
        RequireJoined();
        fixed (float* pointer = values)
        {
            Check(NativeMpi.SumFloats(pointer, (nuint)values.Length, (int)wire), "nrnn_mpi_sum_floats");
        }
    }

    /// <summary>Begins such a sum; the numbers must stay where and what they are until <see cref="FinishSums"/>.</summary>
    internal static void BeginSum(float* values, long count, GradientWire wire) =>
        Check(NativeMpi.SumBegin(values, (nuint)count, (int)wire), "nrnn_mpi_sum_begin");

    /// <summary>Waits for all sums that have begun.</summary>
    internal static void FinishSums() => Check(NativeMpi.SumWait(), "nrnn_mpi_sum_wait");

    /// <summary>One rank's numbers come to all.</summary>
    /// <typeparam name="T">Numbers, or structs of them.</typeparam>
    /// <param name="values">As many on each rank; overwritten on the others.</param>
    /// <param name="from">Whose.</param>
    public void Broadcast<T>(Span<T> values, int from = 0)
        where T : unmanaged
    {
        RequireJoined();
        var bytes = MemoryMarshal.AsBytes(values);
        fixed (byte* pointer = bytes)
        {
            Check(NativeMpi.Broadcast(pointer, (nuint)bytes.Length, from), "nrnn_mpi_broadcast");
        }
    }

    /// <summary>Every rank's numbers come to all.</summary>
    /// <typeparam name="T">Numbers, or structs of them.</typeparam>
    /// <param name="values">As many on each rank.</param>
    /// <returns>Those of rank 0, behind them those of rank 1, and so on.</returns>
    public T[] Gather<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        RequireJoined();
        var all = new T[checked(values.Length * Size)];
        var bytes = MemoryMarshal.AsBytes(values);
        fixed (byte* source = bytes, target = MemoryMarshal.AsBytes<T>(all))
        {
            Check(NativeMpi.Gather(source, (nuint)bytes.Length, target), "nrnn_mpi_gather");
        }
        return all;
    }

    /// <summary>Sends numbers to a rank that receives as many.</summary>
    /// <typeparam name="T">Numbers, or structs of them.</typeparam>
    /// <param name="values">Sent.</param>
    /// <param name="to">The other rank.</param>
    public void Send<T>(ReadOnlySpan<T> values, int to)
        where T : unmanaged
    {
        RequireJoined();
        var bytes = MemoryMarshal.AsBytes(values);
        fixed (byte* pointer = bytes)
        {
            Check(NativeMpi.Send(pointer, (nuint)bytes.Length, to), "nrnn_mpi_send");
        }
    }

    /// <summary>Receives numbers from a rank that sends as many.</summary>
    /// <typeparam name="T">Numbers, or structs of them.</typeparam>
    /// <param name="values">Overwritten.</param>
    /// <param name="from">The other rank.</param>
    public void Receive<T>(Span<T> values, int from)
        where T : unmanaged
    {
        RequireJoined();
        var bytes = MemoryMarshal.AsBytes(values);
        fixed (byte* pointer = bytes)
        {
            Check(NativeMpi.Receive(pointer, (nuint)bytes.Length, from), "nrnn_mpi_receive");
        }
    }

    /// <summary>Sends a text to a rank that receives one.</summary>
    /// <param name="text">Sent.</param>
    /// <param name="to">The other rank.</param>
    public void SendText(string text, int to)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Send<long>([bytes.Length], to);
        Send<byte>(bytes, to);
    }

    /// <summary>Receives a text from a rank that sends one.</summary>
    /// <param name="from">The other rank.</param>
    public string ReceiveText(int from)
    {
        Span<long> length = [0];
        Receive(length, from);
        var bytes = new byte[length[0]];
        Receive<byte>(bytes, from);
        return Encoding.UTF8.GetString(bytes);
    }

    /// <summary>Leaves the job; waits for the other ranks to do so too.</summary>
    public void Dispose()
    {
        if (!_left)
        {
            _left = true;
            Check(NativeMpi.Leave(), "nrnn_mpi_leave");
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"rank {Rank} of {Size}";

    private void RequireJoined() => ObjectDisposedException.ThrowIf(_left, this);

    private static void Check(NativeStatus status, string function)
    {
        if (status != NativeStatus.Ok)
        {
            throw new NativeRnnException((NativeErrorCode)status, function, NativeCall.Text(NativeMpi.LastError()));
        }
    }
}
