using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace NativeRnn.Hosting;

/// <summary>Adds models to a host's services.</summary>
/// <remarks>
/// A model is loaded once, shared by all requests and disposed with the container. Its services are keyed by its name;
/// the first model of a kind is also the one that is injected without a key.
/// </remarks>
public sealed class NativeRnnBuilder
{
    internal NativeRnnBuilder(IServiceCollection services)
    {
        Services = services;
    }

    /// <summary>The host's services.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Adds a language model from a file: a <see cref="HostedLanguageModel"/> and its <see cref="LanguageModel"/>.</summary>
    /// <param name="name">Its key.</param>
    /// <param name="path">A checkpoint of a language model.</param>
    /// <exception cref="ArgumentException">There is one of that name already.</exception>
    public NativeRnnBuilder AddLanguageModel(string name, string path) =>
        AddLanguageModel(name, options => options.Path = path);

    /// <summary>Adds a language model: a <see cref="HostedLanguageModel"/> and its <see cref="LanguageModel"/>.</summary>
    /// <param name="name">Its key.</param>
    /// <param name="configure">Says where it comes from and how it runs.</param>
    /// <exception cref="ArgumentException">There is one of that name already.</exception>
    public NativeRnnBuilder AddLanguageModel(string name, Action<HostedLanguageModelOptions> configure) => Add(
        new ModelEntry("language model", name, typeof(HostedLanguageModel)),
        configure,
        (LanguageModel model) => model.Parameters.Count,
        (_, model, options) => new HostedLanguageModel(name, model, options));

    /// <summary>Adds a translator from a file: a <see cref="HostedTranslator"/> and its <see cref="Seq2SeqModel"/>.</summary>
    /// <param name="name">Its key.</param>
    /// <param name="path">A checkpoint of a sequence-to-sequence model.</param>
    /// <exception cref="ArgumentException">There is one of that name already.</exception>
    public NativeRnnBuilder AddTranslator(string name, string path) => AddTranslator(name, options => options.Path = path);

    /// <summary>Adds a translator: a <see cref="HostedTranslator"/> and its <see cref="Seq2SeqModel"/>.</summary>
    /// <param name="name">Its key.</param>
    /// <param name="configure">Says where it comes from and how it runs.</param>
    /// <exception cref="ArgumentException">There is one of that name already.</exception>
    public NativeRnnBuilder AddTranslator(string name, Action<HostedTranslatorOptions> configure) => Add(
        new ModelEntry("translator", name, typeof(HostedTranslator)),
        configure,
        (Seq2SeqModel model) => model.Parameters.Count,
        (services, model, options) => new HostedTranslator(
            name, model, options, services.GetRequiredService<ILogger<HostedTranslator>>()));

    private NativeRnnBuilder Add<
        THosted,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] TOptions,
        TModel>(
        ModelEntry entry,
        Action<TOptions> configure,
        Func<TModel, long> parameters,
        Func<IServiceProvider, TModel, TOptions, THosted> host)
        where TOptions : HostedModelOptions<TModel>
        where TModel : class
        where THosted : class
    {
        ArgumentNullException.ThrowIfNull(configure);
        var name = entry.Name;
        RequireNew(typeof(TModel), name);
        Services.AddSingleton(entry);
        Services.AddOptions<TOptions>(name).Configure(configure).Validate(
            options => options.HasOneSource, $"Set either the Path or Create of the {entry.Kind} '{name}'.");
        Services.AddKeyedSingleton(name, (services, _) => entry.Load(
            () => OptionsOf(services).Open(services), parameters, services.GetRequiredService<ILogger<ModelLoader>>()));
        Services.AddKeyedSingleton(name, (services, _) =>
            host(services, services.GetRequiredKeyedService<TModel>(name), OptionsOf(services)));
        Services.TryAddSingleton(services => services.GetRequiredKeyedService<TModel>(name));
        Services.TryAddSingleton(services => services.GetRequiredKeyedService<THosted>(name));
        return this;

        TOptions OptionsOf(IServiceProvider services) => services.GetRequiredService<IOptionsMonitor<TOptions>>().Get(name);
    }

    private void RequireNew(Type model, string name)
    {
        if (Services.Any(service => service.ServiceType == model && Equals(service.ServiceKey, name)))
        {
            throw new ArgumentException($"There is a {model.Name} named '{name}' already: give this one another name.", nameof(name));
        }
    }
}
