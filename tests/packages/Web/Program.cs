// Serves the model that the command saved, and asks itself over HTTP.
using NativeRnn;

using var model = LanguageModel.Load(args[0]);
var builder = WebApplication.CreateBuilder();
builder.Logging.ClearProviders();
builder.WebHost.UseUrls("http://127.0.0.1:0");
await using var app = builder.Build();
app.MapGet(
    "/generate",
    (string prompt) => prompt + model.Generate(prompt, new() { Length = 60, Temperature = 0.5 }));
await app.StartAsync();

using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
Console.WriteLine(await client.GetStringAsync($"/generate?prompt={Uri.EscapeDataString("the lamp ")}"));
