using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Reflection.V1;

namespace Grpc.Reflection;

/// <summary>Answers the questions of server reflection; the same for v1 and v1alpha, whose messages are the same on the wire.</summary>
internal sealed class ReflectionAnswers
{
    private readonly IReadOnlyList<string> _services;
    private readonly SymbolRegistry _symbols;

    public ReflectionAnswers(IEnumerable<ServiceDescriptor> services)
    {
        var all = services.Append(V1.ServerReflection.Descriptor).Append(V1Alpha.ServerReflection.Descriptor).ToList();
        _services = [.. all.Select(service => service.FullName).Distinct().Order(StringComparer.Ordinal)];
        _symbols = SymbolRegistry.FromFiles(all.Select(service => service.File));
    }

    public ServerReflectionResponse Answer(ServerReflectionRequest request)
    {
        var response = new ServerReflectionResponse { ValidHost = request.Host, OriginalRequest = request };
        switch (request.MessageRequestCase)
        {
            case ServerReflectionRequest.MessageRequestOneofCase.FileByFilename:
                AddFile(response, _symbols.FileByName(request.FileByFilename), $"file '{request.FileByFilename}'");
                break;
            case ServerReflectionRequest.MessageRequestOneofCase.FileContainingSymbol:
                AddFile(response, _symbols.FileContainingSymbol(request.FileContainingSymbol), $"symbol '{request.FileContainingSymbol}'");
                break;
            case ServerReflectionRequest.MessageRequestOneofCase.FileContainingExtension:
                var extension = request.FileContainingExtension;
                AddFile(
                    response,
                    _symbols.FileContainingExtension(extension.ContainingType, extension.ExtensionNumber),
                    $"extension {extension.ExtensionNumber} of '{extension.ContainingType}'");
                break;
            case ServerReflectionRequest.MessageRequestOneofCase.AllExtensionNumbersOfType:
                AddExtensionNumbers(response, request.AllExtensionNumbersOfType);
                break;
            case ServerReflectionRequest.MessageRequestOneofCase.ListServices:
                response.ListServicesResponse = new() { Service = { _services.Select(name => new ServiceResponse { Name = name }) } };
                break;
            default:
                AddError(response, StatusCode.InvalidArgument, "The request asks nothing that this server knows.");
                break;
        }
        return response;
    }

    private static void AddError(ServerReflectionResponse response, StatusCode code, string message) =>
        response.ErrorResponse = new() { ErrorCode = (int)code, ErrorMessage = message };

    private static void AddFile(ServerReflectionResponse response, FileDescriptor? file, string what)
    {
        if (file is null)
        {
            AddError(response, StatusCode.NotFound, $"There is no {what}.");
            return;
        }
        var files = new List<FileDescriptor>();
        AddWithImports(file, files);
        response.FileDescriptorResponse = new() { FileDescriptorProto = { files.Select(one => one.SerializedData) } };
    }

    private static void AddWithImports(FileDescriptor file, List<FileDescriptor> files)
    {
        if (files.Contains(file))
            return;
        files.Add(file);
        foreach (var imported in file.Dependencies)
            AddWithImports(imported, files);
    }

    private void AddExtensionNumbers(ServerReflectionResponse response, string type)
    {
        if (_symbols.IsMessage(type))
            response.AllExtensionNumbersResponse = new() { BaseTypeName = type, ExtensionNumber = { _symbols.ExtensionNumbers(type) } };
        else
            AddError(response, StatusCode.NotFound, $"There is no message type '{type}'.");
    }
}
