using System.CommandLine;
using System.Globalization;

namespace NativeRnn.Cli;

/// <summary><c>predict</c>: what comes after a series, or how far predictions of it are off.</summary>
internal sealed class PredictCommand : Command
{
    private readonly CliContext _context;
    private readonly Argument<string> _model = TextOption.Model("'train series'");
    private readonly Option<string> _data = TextOption.File(
        "--data", "The series to go on with, as comma-separated values.", required: true);
    private readonly Option<string[]> _columns = ColumnOption.Create(
        "The column that the model reads, by name or by number from 1; given again for each of several, in the order of the "
        + "training. Default: the file's only one, else those of the training's names.");
    private readonly Option<int> _steps = NumberOption.Create(
        "--steps", 1, NumberRanges.AtLeast(1), "Rows to predict behind the last one.");
    private readonly Option<int[]?> _horizons = HorizonOption.Create();
    private readonly Option<int> _from = NumberOption.Create(
        "--from", 0, NumberRanges.AtLeast(0), "With --horizons: the first row to predict, such as the first that was not trained on; the series begins with row 0.");
    private readonly EngineOptionGroup _engine = new();
    private readonly Option<bool> _json = CommonOptions.Json("Prints one JSON object per row.");

    internal PredictCommand(CliContext context)
        : base("predict", "Predicts what comes after a time series, or measures how well a model does that.")
    {
        _context = context;
        Add(_model);
        Add(_data);
        Add(_columns);
        Add(_steps);
        Add(_horizons);
        Add(_from);
        _engine.AddTo(this);
        Add(_json);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        RequireOneTask(parsed);
        using var engine = _engine.Open(parsed);
        using var model = TimeSeriesModel.Load(parsed.GetValue(_model)!, engine);
        var series = Read(parsed, model);
        long window = model.Options.Window;
        if (parsed.GetValue(_horizons) is { Length: > 0 } horizons)
        {
            RequireRows(series, window + horizons.Max(), parsed.GetValue(_data)!);
            var errors = SeriesEvaluator.Evaluate(model, series, horizons, parsed.GetValue(_from), _context.Cancellation);
            WriteErrors(errors, parsed.GetValue(_json));
        }
        else
        {
            RequireRows(series, window, parsed.GetValue(_data)!);
            var forecast = model.Forecast(series, parsed.GetValue(_steps), _context.Cancellation);
            WriteForecast(forecast, series.Count, parsed.GetValue(_json));
        }

        return ExitCode.Done;
    }

    private void RequireOneTask(ParseResult parsed)
    {
        var measures = parsed.Has(_horizons);
        if (measures && parsed.Has(_steps))
        {
            throw new UsageException("--steps predicts what is not known yet and --horizons measures on what is; leave one of them out.");
        }

        if (!measures && parsed.Has(_from))
        {
            throw new UsageException("--from belongs to --horizons; leave it out or add that.");
        }
    }

    private TimeSeries Read(ParseResult parsed, TimeSeriesModel model)
    {
        var path = parsed.GetValue(_data)!;
        if (parsed.GetValue(_columns) is { Length: > 0 } columns)
        {
            return TimeSeries.FromCsv(path, columns);
        }

        string[] names = [.. model.Channels.Select(channel => channel.Name)];
        return names.Length == 1 && TimeSeries.ColumnsOf(path).Count == 1
            ? TimeSeries.FromCsv(path)
            : TimeSeries.FromCsv(path, names);
    }

    private static void RequireRows(TimeSeries series, long needed, string path)
    {
        if (series.Count < needed)
        {
            throw new InvalidDataException(
                $"The file '{path}' holds {TrainingLines.Count(series.Count, "row")}; this needs at least {needed}.");
        }
    }

    private void WriteForecast(TimeSeries forecast, int firstIndex, bool asJson)
    {
        if (!asJson)
        {
            forecast.WriteCsv(_context.Output, firstIndex);
            return;
        }

        for (var row = 0; row < forecast.Count; row++)
        {
            JsonLine.Write(_context.Output, json =>
            {
                json.WriteNumber("index", firstIndex + row);
                if (forecast.Channels.Count == 1)
                {
                    json.WriteReal("value", forecast[row]);
                    return;
                }

                json.WriteStartObject("values");
                for (var channel = 0; channel < forecast.Channels.Count; channel++)
                {
                    json.WriteReal(forecast.Channels[channel], forecast[row, channel]);
                }

                json.WriteEndObject();
            });
        }
    }

    private void WriteErrors(IReadOnlyList<HorizonError> errors, bool asJson)
    {
        if (!asJson)
        {
            _context.Output.WriteLine("column,horizon,mse,last_value_mse,count");
        }

        foreach (var error in errors)
        {
            if (asJson)
            {
                JsonLine.Write(_context.Output, json =>
                {
                    json.WriteString("column", error.Channel);
                    json.WriteNumber("horizon", error.Horizon);
                    json.WriteReal("mse", error.MeanSquaredError);
                    json.WriteReal("last_value_mse", error.LastValueError);
                    json.WriteNumber("count", error.Count);
                });
            }
            else
            {
                _context.Output.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{error.Channel},{error.Horizon},{error.MeanSquaredError:G6},{error.LastValueError:G6},{error.Count}"));
            }
        }
    }
}
