using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;

namespace Grpc.Reflection;

/// <summary>Server reflection, v1.</summary>
public class ReflectionV1ServiceImpl : V1.ServerReflection.ServerReflectionBase
{
    private readonly ReflectionAnswers _answers;

    /// <summary>Reflection on these services (and on reflection itself).</summary>
    public ReflectionV1ServiceImpl(IEnumerable<ServiceDescriptor> serviceDescriptors) => _answers = new ReflectionAnswers(serviceDescriptors);

    public override async Task ServerReflectionInfo(
        IAsyncStreamReader<V1.ServerReflectionRequest> requestStream,
        IServerStreamWriter<V1.ServerReflectionResponse> responseStream,
        ServerCallContext context)
    {
        ArgumentNullException.ThrowIfNull(requestStream);
        ArgumentNullException.ThrowIfNull(responseStream);
        while (await requestStream.MoveNext().ConfigureAwait(false))
            await responseStream.WriteAsync(_answers.Answer(requestStream.Current)).ConfigureAwait(false);
    }
}

/// <summary>Server reflection, v1alpha, for older tools.</summary>
public class ReflectionServiceImpl : V1Alpha.ServerReflection.ServerReflectionBase
{
    private readonly ReflectionAnswers _answers;

    /// <summary>Reflection on these services (and on reflection itself).</summary>
    public ReflectionServiceImpl(IEnumerable<ServiceDescriptor> serviceDescriptors) => _answers = new ReflectionAnswers(serviceDescriptors);

    public override async Task ServerReflectionInfo(
        IAsyncStreamReader<V1Alpha.ServerReflectionRequest> requestStream,
        IServerStreamWriter<V1Alpha.ServerReflectionResponse> responseStream,
        ServerCallContext context)
    {
        ArgumentNullException.ThrowIfNull(requestStream);
        ArgumentNullException.ThrowIfNull(responseStream);
        while (await requestStream.MoveNext().ConfigureAwait(false))
        {
            var request = V1.ServerReflectionRequest.Parser.ParseFrom(requestStream.Current.ToByteString());
            var answer = _answers.Answer(request).ToByteString();
            await responseStream.WriteAsync(V1Alpha.ServerReflectionResponse.Parser.ParseFrom(answer)).ConfigureAwait(false);
        }
    }
}
