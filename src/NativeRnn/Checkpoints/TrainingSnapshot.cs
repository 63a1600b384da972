using NativeRnn.Checkpoints.Proto;

namespace NativeRnn;

/// <summary>What a run needs beside its model to go on as if it had not stopped.</summary>
/// <param name="State">Counters, generator, sampler, schedule and options.</param>
/// <param name="FirstMoment">The optimizer's, in the parameters' flat layout; empty where it keeps none.</param>
/// <param name="SecondMoment">The optimizer's second, likewise.</param>
/// <param name="RecurrentState">Carried into the next window; empty where nothing is.</param>
internal sealed record TrainingSnapshot(
    TrainingState State, Tensor FirstMoment, Tensor SecondMoment, Tensor RecurrentState)
{
    /// <summary>Adds its tensors to those of a file.</summary>
    internal void AddTo(List<CheckpointTensor> tensors, ParameterStore parameters)
    {
        ParameterTensors.Add(tensors, TensorRole.FirstMoment, parameters, FirstMoment);
        ParameterTensors.Add(tensors, TensorRole.SecondMoment, parameters, SecondMoment);
        ParameterTensors.AddState(tensors, RecurrentState);
    }
}
