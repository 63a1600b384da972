using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NativeRnn.Hosting;
using NUnit.Framework;

namespace NativeRnn.Tests.Hosting;

internal sealed class NativeRnnBuilderTests : HostedModelTests
{
    [Test]
    public async Task A_model_is_loaded_once_and_shared_under_its_key_and_without_one()
    {
        using var host = Build(models => models
            .AddLanguageModel("tale", Models.WriterFile)
            .AddLanguageModel("other", options => options.Create = _ => Untrained())
            .AddTranslator("ab", Models.TranslatorFile));
        await host.StartAsync();
        var tale = host.Services.GetRequiredKeyedService<HostedLanguageModel>("tale");
        Assert.That(host.Services.GetRequiredService<HostedLanguageModel>(), Is.SameAs(tale), "the first is the default");
        Assert.That(host.Services.GetRequiredKeyedService<HostedLanguageModel>("other"), Is.Not.SameAs(tale));
        Assert.That(host.Services.GetRequiredKeyedService<LanguageModel>("tale"), Is.SameAs(tale.Model));
        var options = new GenerationOptions { Length = 20, Seed = 1 };
        Assert.That(tale.Model.Generate("the ", options), Is.EqualTo(Models.Writer.Generate("the ", options)));
        var translator = host.Services.GetRequiredKeyedService<HostedTranslator>("ab");
        Assert.That((await translator.TranslateAsync("a b")).Text, Is.EqualTo(Models.TranslateAlone(["a b"])[0]));
        await host.StopAsync();
    }

    [Test]
    public async Task Models_are_loaded_before_the_host_has_started_and_gone_with_it()
    {
        var loads = 0;
        var log = new ListLogger();
        LanguageModel? model = null;
        HostedTranslator translator;
        using (var host = Build(
            models => models.AddTranslator("ab", Models.TranslatorFile).AddLanguageModel("tale", options => options.Create = _ =>
            {
                loads++;
                return model = Untrained();
            }),
            log))
        {
            await host.StartAsync();
            Assert.That(loads, Is.EqualTo(1));
            _ = host.Services.GetRequiredService<HostedLanguageModel>();
            translator = host.Services.GetRequiredService<HostedTranslator>();
            await host.StopAsync();
            Assert.That(loads, Is.EqualTo(1));
        }
        Assert.That(() => translator.TranslateAsync("a"), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(() => model!.Generate("the "), Throws.InstanceOf<ObjectDisposedException>());
        var loaded = log.Lines.Where(line => line.Contains("Loaded", StringComparison.Ordinal)).ToList();
        Assert.That(loaded[0], Does.Match(@"^Information Loaded the translator 'ab': \d+ parameters in \d+ ms\.$"));
        Assert.That(loaded[1], Does.StartWith(
            $"Information Loaded the language model 'tale': {Models.Writer.Parameters.Count} parameters in"));
    }

    [Test]
    public void A_model_that_cannot_be_loaded_keeps_the_host_from_starting_and_says_which_it_is()
    {
        var log = new ListLogger();
        using var host = Build(models => models.AddLanguageModel("tale", "nowhere.nrnn"), log);
        Assert.That(() => host.StartAsync(), Throws.InstanceOf<FileNotFoundException>().With.Message.Contains("nowhere.nrnn"));
        Assert.That(log.Lines, Does.Contain("Error The language model 'tale' could not be loaded."));
    }

    [Test]
    public void A_model_needs_one_source()
    {
        using var none = Build(models => models.AddLanguageModel("tale", _ => { }));
        Assert.That(
            () => none.StartAsync(), Throws.InstanceOf<OptionsValidationException>().With.Message.Contains("either the Path or Create"));
        using var two = Build(models => models.AddTranslator("ab", options =>
        {
            options.Path = Models.TranslatorFile;
            options.Create = _ => Models.Translating;
        }));
        Assert.That(() => two.StartAsync(), Throws.InstanceOf<OptionsValidationException>().With.Message.Contains("'ab'"));
    }

    [Test]
    public void Two_models_of_a_kind_need_two_names_and_every_one_has_a_name()
    {
        var models = new ServiceCollection().AddNativeRnn().AddLanguageModel("a", "a.nrnn").AddTranslator("a", "b.nrnn");
        Assert.That(() => models.AddLanguageModel("a", "c.nrnn"), Throws.ArgumentException.With.Message.Contains("'a' already"));
        Assert.That(() => models.AddLanguageModel(" ", "c.nrnn"), Throws.ArgumentException);
    }

    [Test]
    public async Task The_health_check_says_which_models_are_loaded()
    {
        using var host = Build(models => models
            .AddLanguageModel("tale", Models.WriterFile).AddTranslator("ab", Models.TranslatorFile));
        var health = host.Services.GetRequiredService<HealthCheckService>();
        _ = host.Services.GetRequiredService<HostedLanguageModel>();
        var before = await health.CheckHealthAsync();
        Assert.That(before.Status, Is.EqualTo(HealthStatus.Unhealthy));
        Assert.That(before.Entries["models"].Description, Is.EqualTo("Not loaded: 'ab'; the log says why."));
        await host.StartAsync();
        var after = await health.CheckHealthAsync();
        Assert.That(after.Status, Is.EqualTo(HealthStatus.Healthy));
        Assert.That(
            after.Entries["models"].Data["language model tale"], Does.StartWith($"{Models.Writer.Parameters.Count} parameters"));
        await host.StopAsync();
    }

    private static IHost Build(Action<NativeRnnBuilder> add, ListLogger? log = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddHealthChecks().AddCheck<ModelHealthCheck>("models");
        if (log is not null)
        {
            builder.Logging.AddProvider(log);
        }
        add(builder.Services.AddNativeRnn());
        return builder.Build();
    }

    private LanguageModel Untrained() => new(Models.Writer.Options, Models.Writer.Codec);
}
