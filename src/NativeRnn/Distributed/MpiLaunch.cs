using System.Globalization;

namespace NativeRnn;

/// <summary>What a launcher such as <c>mpirun</c> or <c>srun</c> told this process, before MPI itself is asked.</summary>
public static class MpiLaunch
{
    // The variables of rank and number of ranks: Open MPI; MPICH and Intel MPI; Slurm's srun with PMIx.
    private static readonly (string Rank, string Size)[] _variables =
    [
        ("OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE"),
        ("PMI_RANK", "PMI_SIZE"),
        ("PMIX_RANK", "SLURM_STEP_NUM_TASKS"),
    ];

    private static readonly (int Rank, int Size) _told = Read();

    /// <summary>This process's number, from 0; 0 without a launcher.</summary>
    public static int Rank => _told.Rank;

    /// <summary>How many processes were launched together; 1 without a launcher.</summary>
    public static int Size => _told.Size;

    private static (int Rank, int Size) Read()
    {
        foreach (var (rank, size) in _variables)
        {
            if (NumberIn(rank) is { } number && NumberIn(size) is { } count && number >= 0 && number < count)
            {
                return (number, count);
            }
        }
        return (0, 1);
    }

    private static int? NumberIn(string variable) =>
        int.TryParse(
            Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
