using NativeRnn.Samples.TextService;

await TextServiceApp.Build(args).RunAsync();
