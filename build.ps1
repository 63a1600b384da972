# Builds, tests and packs NativeRnn on Windows: the commands of build.sh over MSVC, Ninja and the .NET SDK.
# Written beside build.sh and NOT yet run: no Windows machine was at hand. The sanitizers, the held-down
# instruction sets, the CMake consumer, the packages in new projects and the C++ format are checked by build.sh alone.
param([string] $Command = 'build', [switch] $All)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version Latest
Set-Location $PSScriptRoot
$env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'
$env:DOTNET_NOLOGO = '1'
$processor = if ($env:PROCESSOR_ARCHITECTURE -eq 'ARM64') { 'arm64' } else { 'x64' }
$library = "artifacts/runtimes/win-$processor/native/nativernn.dll"
$logs = 'build/logs'

function Stop-Build([string] $Message) {
    [Console]::Error.WriteLine("build.ps1: $Message")
    exit 1
}

function Invoke-Tool([string] $Program, [string[]] $Arguments) {
    & $Program @Arguments
    if ($LASTEXITCODE -ne 0) { Stop-Build "'$Program $Arguments' failed; its messages are above." }
}

# Visual Studio's developer shell brings the compiler, CMake and Ninja.
function Enter-CompilerShell {
    if (Get-Command cl -ErrorAction SilentlyContinue) { return }
    $vswhere = "${env:ProgramFiles(x86)}\Microsoft Visual Studio\Installer\vswhere.exe"
    $studio = if (Test-Path $vswhere) {
        & $vswhere -latest -products '*' -requires Microsoft.VisualStudio.Workload.VCTools -requiresAny `
            -requires Microsoft.VisualStudio.Workload.NativeDesktop -property installationPath
    }
    if (-not $studio) {
        Stop-Build 'install Visual Studio 2022 or its Build Tools with "Desktop development with C++".'
    }
    Import-Module "$studio\Common7\Tools\Microsoft.VisualStudio.DevShell.dll"
    $architecture = if ($processor -eq 'arm64') { 'arm64' } else { 'amd64' }
    Enter-VsDevShell -VsInstallPath $studio -SkipAutomaticLocation -Arch $architecture | Out-Null
}

function Assert-Tools {
    Enter-CompilerShell
    foreach ($tool in 'cmake', 'ninja') {
        if (-not (Get-Command $tool -ErrorAction SilentlyContinue)) {
            Stop-Build "$tool is missing: add `"C++ CMake tools for Windows`" in the Visual Studio installer."
        }
    }
}

function Assert-Dotnet {
    if (-not (Get-Command dotnet -ErrorAction SilentlyContinue) -or -not ((dotnet --list-sdks) -match '^10\.')) {
        Stop-Build 'the .NET 10 SDK is missing: get it at https://dot.net/download (".NET SDK 10.0").'
    }
}

function Build-Native([string] $Tests, [string] $Benchmarks) {
    Assert-Tools
    New-Item -ItemType Directory -Force $logs, (Split-Path $library) | Out-Null
    Write-Host '== Configuring; the first time on a machine this builds oneDNN, 10 to 30 minutes'
    $onednn = if ($env:NATIVERNN_ONEDNN) { $env:NATIVERNN_ONEDNN } else { 'source' }
    Invoke-Tool cmake @('--preset', 'release', "-DNATIVERNN_BUILD_TESTS=$Tests",
        "-DNATIVERNN_BUILD_BENCHMARKS=$Benchmarks", "-DNATIVERNN_ONEDNN=$onednn",
        "-DNATIVERNN_ONEDNN_SOURCE=$env:NATIVERNN_ONEDNN_SOURCE", "-DNATIVERNN_CACHE_DIR=$env:NATIVERNN_CACHE_DIR")
    Invoke-Tool cmake @('--build', '--preset', 'release')
    Copy-Item build/release/native/nativernn.dll $library
}

# oneDNN's licence and those of what it contains go into every package with the native library.
function Copy-Notices {
    Invoke-Tool cmake @('--install', 'build/release', '--prefix', 'build/stage')
    $notices = 'build/stage/share/doc/NativeRnn/onednn'
    New-Item -ItemType Directory -Force artifacts/notices | Out-Null
    if (Test-Path $notices) { Copy-Item -Recurse -Force $notices artifacts/notices }
}

function Build-All([string] $Tests, [string] $Benchmarks) {
    Assert-Dotnet
    Build-Native $Tests $Benchmarks
    # .NET's ahead-of-time compiler is a package; the command works without it, and takes twice as long to start.
    $precompile = @("-p:PrecompileFor=win-$processor")
    dotnet restore NativeRnn.sln @precompile | Out-Null
    if ($LASTEXITCODE -ne 0) {
        Write-Host 'NOT PRECOMPILED: the package of .NET''s ahead-of-time compiler cannot be had.'
        $precompile = @()
        Invoke-Tool dotnet @('restore', 'NativeRnn.sln')
    }
    Invoke-Tool dotnet @('build', 'NativeRnn.sln', '-c', 'Release', '--no-restore', '-warnaserror')
    Invoke-Tool dotnet (@('publish', 'src/NativeRnn.Cli', '-c', 'Release', '--no-build', '-o', 'artifacts/cli') + $precompile)
    Set-Content artifacts/nativernn.cmd '@"%~dp0cli\NativeRnn.Cli.exe" %*'
}

# Counts the program that just ended as one test.
function Add-Check {
    if ($LASTEXITCODE -eq 0) { $script:passed++ } else { $script:failed++ }
}

function Test-All {
    Build-All ON ON
    $env:PATH = "$PWD\build\release\native;$env:PATH"
    Remove-Item -Recurse -Force $logs/native.xml, $logs/managed -ErrorAction SilentlyContinue
    & build/release/native/tests/nativernn_tests.exe --gtest_brief=1 "--gtest_output=xml:$logs/native.xml"
    if (-not (Test-Path $logs/native.xml)) { Stop-Build 'the native tests ended without a report.' }
    $native = ([xml](Get-Content $logs/native.xml)).testsuites
    $idle = ($native.testsuite | Measure-Object -Property skipped -Sum).Sum
    $script:passed = $native.tests - $native.failures - $native.errors - $native.disabled - $idle
    $script:failed = [int]$native.failures + [int]$native.errors
    $script:skipped = $idle + [int]$native.disabled
    & build/release/native/tests/abi_smoke.exe
    Add-Check

    $filter = if ($All) { @() } else { @('--filter', 'TestCategory!=Acceptance') }
    dotnet test NativeRnn.sln -c Release --no-build --logger trx --results-directory $logs/managed @filter
    foreach ($report in Get-ChildItem $logs/managed/*.trx) {
        $counters = ([xml](Get-Content $report)).TestRun.ResultSummary.Counters
        $script:passed += [int]$counters.passed
        $script:failed += $counters.executed - $counters.passed
        $script:skipped += $counters.total - $counters.executed
    }
    dotnet format NativeRnn.sln --verify-no-changes --no-restore
    Add-Check

    $line = "$($script:passed) passed, $($script:failed) failed"
    if ($script:skipped) { $line += ", $($script:skipped) skipped" }
    Write-Host $line
    if ($script:failed -or -not $script:passed) { exit 1 }
}

switch ($Command) {
    'build' { Build-All ON ON }
    'demo' { Build-All OFF OFF; Invoke-Tool artifacts/nativernn.cmd @('demo', '--out', 'artifacts/demo') }
    'test' { Test-All }
    'bench' {
        Build-All OFF ON
        Invoke-Tool dotnet @('run', '-c', 'Release', '--no-build', '--project', 'benchmarks/NativeRnn.Benchmarks',
            '--', 'build/release/benchmarks/native/onednn_floor.exe', 'artifacts/cli/NativeRnn.Cli.exe')
    }
    'native' { Build-Native OFF OFF; Copy-Notices }
    'pack' {
        Build-All OFF OFF
        Copy-Notices
        Remove-Item -Recurse -Force artifacts/packages -ErrorAction SilentlyContinue
        foreach ($project in "packaging/NativeRnn.Native.win-$processor", 'NativeRnn.sln') {
            Invoke-Tool dotnet @('pack', $project, '-c', 'Release', '--no-build', '-o', 'artifacts/packages')
        }
    }
    'clean' {
        Remove-Item -Recurse -Force build, artifacts -ErrorAction SilentlyContinue
        Get-ChildItem src, bindings, tests, benchmarks, samples -Recurse -Directory -Include bin, obj |
            Remove-Item -Recurse -Force
    }
    'help' { Write-Host 'Usage: ./build.ps1 [build | demo | test [-All] | bench | native | pack | clean | help]' }
    default {
        [Console]::Error.WriteLine(
            "build.ps1 does not know '$Command': use demo, test [-All], bench, native, pack, clean, or nothing to build.")
        exit 2
    }
}
