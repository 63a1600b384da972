using System.Diagnostics;
using System.Net;
using System.Text.Json;
using NativeRnn.Tests.Interop;
using NUnit.Framework;

namespace NativeRnn.Tests.Cli;

/// <summary>A browser that shows a page to nobody and tells what it drew.</summary>
internal static class Chromium
{
    private static readonly string[] _names = ["chromium", "chromium-browser", "google-chrome", "chrome", "msedge"];
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);

    /// <summary>What a script, an expression, finds in a page.</summary>
    /// <param name="page">The file.</param>
    /// <param name="expression">Gives what JSON can hold.</param>
    /// <param name="width">Of the window, in pixels; at least 500.</param>
    /// <param name="isDark">Whether the user likes it dark.</param>
    public static JsonElement Ask(string page, string expression, int width, bool isDark)
    {
        var program = Find();
        using var folder = new TemporaryFolder();
        var copy = folder.File("page.html");
        var script = $"<script>addEventListener('load', () => {{ const p = document.createElement('pre'); p.id = 'answer'; "
            + $"p.textContent = JSON.stringify({expression}); document.body.append(p); }});</script></body>";
        File.WriteAllText(copy, File.ReadAllText(page).Replace("</body>", script, StringComparison.Ordinal));
        var dom = Run(
            program,
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", $"--user-data-dir={folder.File("profile")}",
            $"--window-size={width},900", $"--blink-settings=preferredColorScheme={(isDark ? 0 : 1)}", "--dump-dom",
            new Uri(copy).AbsoluteUri);
        var start = dom.LastIndexOf("<pre id=\"answer\">", StringComparison.Ordinal);
        Assert.That(start, Is.GreaterThan(0), "The page's script did not run.");
        var answer = dom[(start + "<pre id=\"answer\">".Length)..dom.LastIndexOf("</pre>", StringComparison.Ordinal)];
        return JsonDocument.Parse(WebUtility.HtmlDecode(answer)).RootElement;
    }

    /// <summary>The browser's program; ignores the test, loudly, where none is installed.</summary>
    public static string Find()
    {
        var program = CommandLine.Find(_names);
        if (program is null)
        {
            Assert.Ignore($"NOT CHECKED: there is no browser ({string.Join(", ", _names)}): this test looks at nothing.");
        }

        return program;
    }

    private static string Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var (output, _) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (!process.WaitForExit(_patience))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"The browser did not end within {_patience}.");
        }

        return output.Result;
    }
}
