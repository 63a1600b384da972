using System.Diagnostics;
using NUnit.Framework;

namespace NativeRnn.Tests.Checkpoints;

internal sealed class AtomicFileTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void CreateFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void A_save_replaces_the_file_and_then_flushes_its_folder()
    {
        string path = _folder.File("model.nrnn");
        var flushed = new List<(string Folder, string Content)>();
        AtomicFile.Write(path, null, output => output.Write("old and longer"u8));
        AtomicFile.Write(path, folder => flushed.Add((folder, File.ReadAllText(path))), output => output.Write("new"u8));
        Assert.That(flushed, Is.EqualTo(new[] { (_folder.Path, "new") }));
        Assert.That(_folder.FileNames(), Is.EqualTo(new[] { "model.nrnn" }));
    }

    [Test]
    public void A_save_that_fails_midway_keeps_the_old_checkpoint_and_no_temporary_file()
    {
        string path = _folder.File("model.nrnn");
        CheckpointWriter.Write(path, CheckpointSamples.Header(), CheckpointSamples.Tensors(), null);
        CheckpointTensor[] failing =
        [
            .. CheckpointSamples.Tensors(),
            CheckpointTensor.F32(NativeRnn.Checkpoints.Proto.TensorRole.Parameter, "bad", [5_000_000], (first, _) =>
            {
                if (first > 0)
                {
                    throw new InvalidOperationException("midway");
                }
            }),
        ];
        Assert.That(
            () => CheckpointWriter.Write(path, CheckpointSamples.Header(), failing, null),
            Throws.InvalidOperationException.With.Message.EqualTo("midway"));
        Assert.That(File.ReadAllBytes(path), Is.EqualTo(CheckpointSamples.Whole()));
        Assert.That(_folder.FileNames(), Is.EqualTo(new[] { "model.nrnn" }));
    }

    [Test]
    public void A_folder_that_does_not_exist_is_named()
    {
        Assert.That(
            () => AtomicFile.Write(_folder.File("none/model.nrnn"), null, _ => { }),
            Throws.TypeOf<DirectoryNotFoundException>().With.Message.EqualTo(
                $"The folder {_folder.File("none")} does not exist; create it or choose another --out."));
    }

    [Test]
    public void A_path_that_is_a_folder_is_refused()
    {
        Assert.That(
            () => AtomicFile.Write(_folder.Path, null, _ => { }),
            Throws.TypeOf<IOException>().With.Message.Contains("is a folder; choose a file name"));
    }

    [Test]
    [Platform(Exclude = "Win")]
    public void A_device_is_refused_instead_of_replaced()
    {
        Assert.That(
            () => AtomicFile.Write("/dev/full", null, _ => { }),
            Throws.TypeOf<IOException>().With.Message.Contains("is a device"));
    }

    [Test]
    [Platform(Exclude = "Win")]
    public void A_link_is_followed_to_the_file_it_names()
    {
        File.CreateSymbolicLink(_folder.File("link.nrnn"), _folder.File("real.nrnn"));
        AtomicFile.Write(_folder.File("link.nrnn"), null, output => output.Write("new"u8));
        Assert.That(new FileInfo(_folder.File("link.nrnn")).LinkTarget, Is.EqualTo(_folder.File("real.nrnn")));
        Assert.That(File.ReadAllText(_folder.File("real.nrnn")), Is.EqualTo("new"));
    }

    [Test]
    public void What_a_killed_process_left_behind_is_removed_and_what_a_live_one_writes_is_not()
    {
        string left = _folder.File(".model.nrnn.abc.saving");
        string live = _folder.File(".model.nrnn.def.saving");
        File.WriteAllText(left, "half");
        using (new FileStream(live, FileMode.CreateNew, FileAccess.Write, FileShare.None))
        {
            AtomicFile.Write(_folder.File("model.nrnn"), null, output => output.Write("new"u8));
        }

        Assert.That(_folder.FileNames(), Is.EqualTo(new[] { ".model.nrnn.def.saving", "model.nrnn" }));
    }

    [Test]
    [Platform(Exclude = "Win")]
    public void A_folder_without_permission_is_named()
    {
        if (OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess)
        {
            Assert.Ignore("Root may write everywhere: this test checks nothing as root.");
            return;
        }

        File.SetUnixFileMode(_folder.Path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        try
        {
            Assert.That(
                () => AtomicFile.Write(_folder.File("model.nrnn"), null, _ => { }),
                Throws.TypeOf<UnauthorizedAccessException>().With.Message.Contains("permission denied"));
        }
        finally
        {
            File.SetUnixFileMode(_folder.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [Test]
    [Platform(Include = "Linux")]
    public void A_full_disk_is_reported_and_the_old_file_stays()
    {
        string disk = Directory.CreateDirectory(_folder.File("disk")).FullName;
        if (!Environment.IsPrivilegedProcess || Run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk) != 0)
        {
            Assert.Ignore("A small tmpfs cannot be mounted here: a full disk is not checked.");
        }

        try
        {
            string path = Path.Combine(disk, "model.nrnn");
            AtomicFile.Write(path, null, output => output.Write("old"u8));
            Assert.That(
                () => AtomicFile.Write(path, null, output => output.Write(new byte[1 << 20])),
                Throws.TypeOf<IOException>().With.Message.EqualTo(
                    $"The disk is full: {path} was not saved; free some space or choose another --out."));
            Assert.That(File.ReadAllText(path), Is.EqualTo("old"));
            Assert.That(Directory.GetFiles(disk), Has.Length.EqualTo(1));
        }
        finally
        {
            Assert.That(Run("umount", disk), Is.Zero);
        }
    }

    private static int Run(string program, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return -1;
        }
    }
}
