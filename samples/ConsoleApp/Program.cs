using NativeRnn;

using var interrupted = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true; // ends between two tokens instead
    interrupted.Cancel();
};

try
{
    switch (args)
    {
        case ["generate", var path, var prompt]:
            await GenerateAsync(path, prompt, interrupted.Token);
            return 0;
        case ["translate", var path]:
            await TranslateAsync(path, interrupted.Token);
            return 0;
        default:
            Console.Error.WriteLine("Usage: generate MODEL PROMPT, or translate MODEL with a sentence per line of standard input.");
            return 2;
    }
}
catch (OperationCanceledException)
{
    return 130;
}
catch (Exception wrong) when (wrong is IOException or CheckpointException or ArgumentException)
{
    Console.Error.WriteLine(wrong.Message);
    return 1;
}

static async Task GenerateAsync(string path, string prompt, CancellationToken cancellation)
{
    using var model = LanguageModel.Load(path);
    using var generator = new TextGenerator(model);
    Console.Write(prompt);
    await foreach (var piece in generator.StreamAsync(prompt, new() { Length = 200, Temperature = 0.5 }, cancellation))
    {
        Console.Write(piece);
    }
    Console.WriteLine();
}

static async Task TranslateAsync(string path, CancellationToken cancellation)
{
    using var model = Seq2SeqModel.Load(path);
    using var translator = new Translator(model) { Batch = 1 }; // each line is answered before the next is read
    await foreach (var translation in translator.TranslateAsync(LinesAsync(), cancellation: cancellation))
    {
        Console.WriteLine(translation.Text);
    }
}

static async IAsyncEnumerable<string> LinesAsync()
{
    while (await Console.In.ReadLineAsync() is { } line)
    {
        yield return line;
    }
}
