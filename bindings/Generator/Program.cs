using CppSharp;
using NativeRnn.Generator;

if (args.Length != 2)
{
    Console.Error.WriteLine("usage: dotnet run --project bindings/Generator -- HEADER OUTPUT.cs");
    return 2;
}

var header = HeaderFile.Read(args[0]);
using var exports = new EmptyExportHeader();
try
{
    return ConsoleDriver.Run(new BindingLibrary(header, exports.IncludeFolder, Path.GetFullPath(args[1]))) ? 0 : 1;
}
catch (NotSupportedException unsupported)
{
    Console.Error.WriteLine(unsupported.Message);
    return 1;
}
